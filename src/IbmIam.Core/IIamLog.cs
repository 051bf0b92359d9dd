namespace IbmIam;

/// <summary>Where a host writes what happens. No member takes a secret, and no text handed to it holds one.</summary>
public interface IIamLog
{
    /// <summary>Tells someone who looks for the cause of a problem: the source used and why, attempts, transaction ids.</summary>
    /// <param name="message">One line.</param>
    void Detail(string message);

    /// <summary>Tells everyone: the one line about the token, or that someone waits.</summary>
    /// <param name="message">One line.</param>
    void Information(string message);

    /// <summary>Tells of something that works but should be mended.</summary>
    /// <param name="code">The stable code, <c>IBMIAM</c> and four digits.</param>
    /// <param name="message">One line.</param>
    void Warning(string code, string message);
}

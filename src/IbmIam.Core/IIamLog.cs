namespace IbmIam;

/// <summary>The log a host provides. Messages never contain a secret.</summary>
public interface IIamLog
{
    /// <summary>Logs a diagnostic detail: the credential source used and why, attempts, transaction IDs.</summary>
    /// <param name="message">The message, one line.</param>
    void Detail(string message);

    /// <summary>Logs what every user should see: the line about the token, or that a call is waiting.</summary>
    /// <param name="message">The message, one line.</param>
    void Information(string message);

    /// <summary>Logs a warning: something works but should be fixed.</summary>
    /// <param name="code">The stable code: <c>IBMIAM</c> and four digits.</param>
    /// <param name="message">The message, one line.</param>
    void Warning(string code, string message);
}

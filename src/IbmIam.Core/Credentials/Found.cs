namespace IbmIam.Credentials;

/// <summary>The result of a credential source: a credential, or why it was skipped; neither when it is invalid (a fault says why).</summary>
internal sealed record Found(IamCredential? Credential, string? PassedOver = null, SdkConfiguration? Options = null)
{
    /// <summary>The source is set but invalid; the reader has recorded the fault.</summary>
    public static Found Wrong { get; } = new(Credential: null);

    public static Found Nothing(string why) => new(Credential: null, why);
}

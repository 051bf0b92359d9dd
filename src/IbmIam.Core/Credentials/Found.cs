namespace IbmIam.Credentials;

/// <summary>The result of a credential source: a credential, or why it was skipped; neither when it is invalid (a fault says why).</summary>
internal sealed record Found(IamCredential? Credential, string? SkipReason = null, SdkConfiguration? Options = null)
{
    /// <summary>The source is set but invalid; the reader has recorded the fault.</summary>
    public static Found Invalid { get; } = new(Credential: null);

    public static Found Skipped(string why) => new(Credential: null, why);
}

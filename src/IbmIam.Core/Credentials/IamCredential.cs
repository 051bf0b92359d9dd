namespace IbmIam.Credentials;

/// <summary>What a source had: a closed family, one record for each way to get a token.</summary>
internal abstract record IamCredential
{
    private IamCredential()
    {
    }

    /// <summary>Where it came from, in words.</summary>
    public required string Source { get; init; }

    internal sealed record ApiKey(Secret Key) : IamCredential;

    internal sealed record RefreshToken(Secret Token) : IamCredential;

    internal sealed record Passcode(Secret Code) : IamCredential;

    internal sealed record ComputeResource(Secret Token, TrustedProfile Profile) : IamCredential;

    internal sealed record VpcIdentity(Uri Url, string Version, TrustedProfile? Profile) : IamCredential;

    internal sealed record CliSession : IamCredential;

    internal sealed record ReadyToken(Secret Token) : IamCredential;

    internal sealed record Assumed(IamCredential Base, TrustedProfile Profile) : IamCredential;
}

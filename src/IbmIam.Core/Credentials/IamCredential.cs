namespace IbmIam.Credentials;

/// <summary>What a source had: a closed family, one record per grant.</summary>
internal abstract record IamCredential
{
    private IamCredential()
    {
    }

    /// <summary>Where it came from, in words.</summary>
    public required string Source { get; init; }

    internal sealed record ApiKey(Secret Key) : IamCredential;
}

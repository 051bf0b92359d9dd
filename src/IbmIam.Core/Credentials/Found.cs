namespace IbmIam.Credentials;

/// <summary>What a source answers: a credential, or why it was passed over; neither where it was wrong (a fault tells).</summary>
internal sealed record Found(IamCredential? Credential, string? PassedOver = null, SdkConfiguration? Options = null)
{
    /// <summary>The source is there but wrong; the reader holds the fault.</summary>
    public static Found Wrong { get; } = new(Credential: null);

    public static Found Nothing(string why) => new(Credential: null, why);
}

namespace IbmIam.Credentials;

/// <summary>
/// A credential: a closed hierarchy with one record for each way to get a token. A record defines what is sent to IAM,
/// the secret that encrypts the token's cache file, and how the token is renewed.
/// </summary>
internal abstract record IamCredential
{
    private const string GrantPrefix = "urn:ibm:params:oauth:grant-type:";

    private IamCredential()
    {
    }

    /// <summary>A description of where the credential came from.</summary>
    public required string Source { get; init; }

    /// <summary>The value of <c>grant_type</c> in the form; null when no form is sent.</summary>
    public virtual string? Grant => null;

    /// <summary>Whether it supplies an existing access token, so that no request is sent to IAM.</summary>
    public virtual bool IsExistingToken => false;

    /// <summary>Whether IAM requires client authentication. When no client is set, that of the <c>ibmcloud</c> CLI is used.</summary>
    public virtual bool NeedsClient => false;

    /// <summary>Whether IAM also returns a refresh token, which then replaces the credential for renewals.</summary>
    public virtual bool StartsSession => false;

    /// <summary>Whether it can be used only once. A random key in the cache folder then encrypts its token's file, whatever <see cref="Seal"/> is.</summary>
    public virtual bool IsOneTime => false;

    /// <summary>
    /// The secret that encrypts the token's cache file. The next process must have it too, and it must be too long to
    /// guess, because anyone with the file can try guesses offline. Null keeps the token in memory, unless
    /// <see cref="IsOneTime"/> is true.
    /// </summary>
    public virtual Secret? Seal => null;

    /// <summary>
    /// Returns the form fields besides <c>grant_type</c>; if no form is sent, the values that tell credentials of the same
    /// type apart. They are part of the cache key.
    /// </summary>
    public abstract IReadOnlyList<KeyValuePair<string, string>> Fields();

    internal sealed record ApiKey(Secret Key) : IamCredential
    {
        public override string Grant => GrantPrefix + "apikey";

        public override Secret Seal => Key;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new("apikey", Key.Reveal())];
    }

    internal sealed record RefreshToken(Secret Token) : IamCredential
    {
        public const string Name = "refresh_token";

        public override string Grant => Name;

        public override bool StartsSession => true;

        public override Secret Seal => Token;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new(Name, Token.Reveal())];
    }

    internal sealed record Passcode(Secret Code) : IamCredential
    {
        public override string Grant => GrantPrefix + "passcode";

        public override bool NeedsClient => true;

        public override bool StartsSession => true;

        public override bool IsOneTime => true;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new("passcode", Code.Reveal())];
    }

    internal sealed record ComputeResource(Secret Token, TrustedProfile Profile) : IamCredential
    {
        public override string Grant => GrantPrefix + "cr-token";

        public override Secret Seal => Token;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new("cr_token", Token.Reveal()), new(Profile.Field, Profile.Value)];
    }

    internal sealed record VpcIdentity(Uri Url, string Version, TrustedProfile? Profile) : IamCredential
    {
        /// <summary>The setting or variable that holds the URL, for messages.</summary>
        public string Setting { get; init; } = nameof(IamSettings.VpcUrl);

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() =>
            [new("url", Url.AbsoluteUri), new("version", Version), .. Profile is null ? [] : (KeyValuePair<string, string>[])[new(Profile.Field, Profile.Value)]];
    }

    internal sealed record CliSession : IamCredential
    {
        public override bool IsExistingToken => true;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [];
    }

    internal sealed record ReadyToken(Secret Token) : IamCredential
    {
        public override bool IsExistingToken => true;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new("access_token", Token.Reveal())];
    }

    /// <summary>A trusted profile that is assumed with the access token of another credential; that token is sent in the form too.</summary>
    internal sealed record Assumed(IamCredential Base, TrustedProfile Profile) : IamCredential
    {
        public override string Grant => GrantPrefix + "assume";

        public override bool NeedsClient => Base.NeedsClient;

        public override bool IsOneTime => Base.IsOneTime;

        public override Secret? Seal => Base.Seal;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new(Profile.Field, Profile.Value)];
    }
}

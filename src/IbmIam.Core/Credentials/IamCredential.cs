namespace IbmIam.Credentials;

/// <summary>
/// What a source had: a closed family, one record for each way to get a token. A record says what IAM is asked with, what
/// its token's file is sealed with, and how the token is renewed.
/// </summary>
internal abstract record IamCredential
{
    private const string GrantPrefix = "urn:ibm:params:oauth:grant-type:";

    private IamCredential()
    {
    }

    /// <summary>Where it came from, in words.</summary>
    public required string Source { get; init; }

    /// <summary>The grant's name, as the form has it; null where no form is sent.</summary>
    public virtual string? Grant => null;

    /// <summary>Whether it is a token already, for which IAM is not asked.</summary>
    public virtual bool IsToken => false;

    /// <summary>Whether IAM takes it from a client alone: the ibmcloud command's, where none is set.</summary>
    public virtual bool NeedsClient => false;

    /// <summary>Whether a refresh token comes with its token, and serves in its place from then on.</summary>
    public virtual bool StartsSession => false;

    /// <summary>Whether it is spent once it was used, or soon: then a random key of the cache's own seals its token's file, whatever <see cref="Seal"/> is.</summary>
    public virtual bool IsOneTime => false;

    /// <summary>
    /// What seals its token's file: a secret that the next process has too, and too long to guess, for whoever has the
    /// file can try them all. Null keeps the token in the process, unless <see cref="IsOneTime"/>.
    /// </summary>
    public virtual Secret? Seal => null;

    /// <summary>The form's fields beside the grant's name; of a way that sends no form, what tells it from others of its kind. They are a part of the cache key.</summary>
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
        /// <summary>Where the address is set, for messages.</summary>
        public string Setting { get; init; } = nameof(IamSettings.VpcUrl);

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() =>
            [new("url", Url.AbsoluteUri), new("version", Version), .. Profile is null ? [] : (KeyValuePair<string, string>[])[new(Profile.Field, Profile.Value)]];
    }

    internal sealed record CliSession : IamCredential
    {
        public override bool IsToken => true;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [];
    }

    internal sealed record ReadyToken(Secret Token) : IamCredential
    {
        public override bool IsToken => true;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new("access_token", Token.Reveal())];
    }

    /// <summary>A profile assumed by the token of another credential, which goes into the form as well.</summary>
    internal sealed record Assumed(IamCredential Base, TrustedProfile Profile) : IamCredential
    {
        public override string Grant => GrantPrefix + "assume";

        public override bool NeedsClient => Base.NeedsClient;

        public override bool IsOneTime => Base.IsOneTime;

        public override Secret? Seal => Base.Seal;

        public override IReadOnlyList<KeyValuePair<string, string>> Fields() => [new(Profile.Field, Profile.Value)];
    }
}

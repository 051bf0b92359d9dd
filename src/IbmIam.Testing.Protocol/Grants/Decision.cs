using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Grants;

/// <summary>Decides about one request for a token.</summary>
internal delegate Decision Grant(Exchange exchange);

/// <summary>What a grant decided: a token for someone, or a refusal of IAM's.</summary>
internal readonly record struct Decision(Granted? Granted, IamError? Refusal)
{
    public static implicit operator Decision(Granted granted) => new(granted, null);

    public static implicit operator Decision(IamError refusal) => new(null, refusal);
}

/// <summary>A token to issue, and what comes with it.</summary>
internal sealed record Granted(string Identity, TokenSubject Subject)
{
    /// <summary>What <c>refresh_token</c> says; null leaves the field out.</summary>
    public string? RefreshToken { get; init; }

    public string? DelegatedRefreshToken { get; init; }

    /// <summary>Without properties: they hold tokens.</summary>
    public override string ToString() => nameof(Granted);
}

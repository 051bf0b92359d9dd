using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Grants;

/// <summary>Decides a token request.</summary>
internal delegate Decision Grant(Exchange exchange);

/// <summary>The result of a grant: a token to issue, or an IAM error.</summary>
internal readonly record struct Decision(Granted? Granted, IamError? Refusal)
{
    public static implicit operator Decision(Granted granted) => new(granted, null);

    public static implicit operator Decision(IamError refusal) => new(null, refusal);
}

/// <summary>A token to issue, and the refresh tokens to return with it.</summary>
internal sealed record Granted(string Identity, TokenSubject Subject)
{
    /// <summary>The value of <c>refresh_token</c> in the response; null omits the field.</summary>
    public string? RefreshToken { get; init; }

    public string? DelegatedRefreshToken { get; init; }

    /// <summary>Omits the properties, because they contain tokens.</summary>
    public override string ToString() => nameof(Granted);
}

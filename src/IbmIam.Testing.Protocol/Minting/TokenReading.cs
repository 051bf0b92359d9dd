using System.Text.Json.Nodes;

namespace IbmIam.Testing.Minting;

/// <summary>What is wrong with a token.</summary>
internal enum TokenFlaw
{
    None,
    Malformed,
    BadSignature,
    ForeignIssuer,
    Expired,
    NotYetValid,

    /// <summary>A virtual server's proof of who it is: the metadata service alone takes it.</summary>
    InstanceIdentity,
}

/// <summary>A token as read; the claims are there once its signature and issuer are good.</summary>
internal sealed record TokenReading(TokenFlaw Flaw, JsonObject? Claims)
{
    public bool Good => Flaw == TokenFlaw.None;

    public string Claim(string name) => Claims?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

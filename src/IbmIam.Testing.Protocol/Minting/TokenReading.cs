using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

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

    /// <summary>A virtual server's instance identity token, which only the metadata service accepts.</summary>
    InstanceIdentity,
}

/// <summary>The result of reading a token. It has claims only if the signature and the issuer are valid.</summary>
internal sealed record TokenReading(TokenFlaw Flaw, JsonObject? Claims)
{
    public bool IsValid => Flaw == TokenFlaw.None;

    public string Claim(string name) => (Claims?[name]).Text();
}

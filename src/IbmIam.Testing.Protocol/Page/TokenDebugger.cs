using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Page;

/// <summary>Checks a token step by step and explains the problem, if any. Identifies pasted text that is not a token.</summary>
internal static class TokenDebugger
{
    /// <summary>A limit for claims, which may hold any number, because <see cref="TimeSpan"/> overflows on large ones.</summary>
    private const double MostSeconds = 1e11;

    public static JsonObject Inspect(FakeIam iam, string pasted)
    {
        var token = pasted.Trim();
        token = token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token["Bearer ".Length..].Trim() : token;
        var reading = iam.Mint.Read(token);
        var flaw = reading.Flaw;
        var (header, claims) = TokenMint.Peek(token);
        if (flaw == TokenFlaw.None && TokenInfoEndpoint.FindValidClaims(iam, reading) is null)
        {
            return Verdict(flaw, header, claims, "The token is valid, but its identity was removed: services refuse it.");
        }

        return Verdict(flaw, header, claims, flaw switch
        {
            TokenFlaw.None => null,
            TokenFlaw.Malformed => Mistaken(iam, token),
            TokenFlaw.BadSignature => Signature(iam, header),
            TokenFlaw.ForeignIssuer => $"Its issuer is '{Text(claims?["iss"])}'; this fake signs as '{iam.Issuer}'. Perhaps a fake on another port issued it.",
            TokenFlaw.InstanceIdentity => "It is a virtual server's identity token: only the metadata service accepts it, in exchange for a trusted profile's token.",
            TokenFlaw.Expired => $"It expired {Span(iam, claims?["exp"])} ago, by the fake's clock.",
            _ => $"It becomes valid in {Span(iam, claims?["nbf"])}, by the fake's clock.",
        });
    }

    private static JsonObject Verdict(TokenFlaw flaw, JsonObject? header, JsonObject? claims, string? problem)
    {
        // A step has a result only if all steps before it passed.
        var failed = problem is null ? 6 : flaw switch { TokenFlaw.Malformed => 1, TokenFlaw.BadSignature => 2, TokenFlaw.ForeignIssuer => 3, TokenFlaw.None or TokenFlaw.InstanceIdentity => 5, _ => 4 };
        string[] steps = ["Three parts of base64url JSON", "Signed by a key of this fake", "Issued by this fake", "Not expired", "Its identity exists"];
        var checks = steps.Select((step, index) => (JsonNode)new JsonObject
        {
            ["step"] = step, ["holds"] = index + 1 < failed ? true : index + 1 == failed ? false : null,
        });
        return new JsonObject
        {
            ["valid"] = problem is null, ["problem"] = problem, ["checks"] = new JsonArray([.. checks]), ["header"] = header, ["claims"] = claims,
        };
    }

    private static string Mistaken(FakeIam iam, string text) =>
        text.Length == 0 ? "Nothing was pasted."
        : iam.Identities.FindKey(text) is { } key ? $"This is an API key of {key.Owner.Name}, not a token: exchange it at /identity/token."
        : iam.Identities.RefreshTokens.Find(text) is not null ? "This is a refresh token, not an access token: exchange it at /identity/token."
        : iam.Identities.FindComputeResource(text) is { } resource ? $"This is the compute-resource token of {resource.Name}: exchange it for a trusted profile."
        : text.Split('.').Length == 3 ? "A part of it is not base64url JSON: perhaps the token was cut or wrapped."
        : $"A token has three parts separated by dots; this has {text.Split('.').Length.ToString(CultureInfo.InvariantCulture)}.";

    private static string Signature(FakeIam iam, JsonObject? header) => Text(header?["kid"]) is var kid && iam.Keys.Find(kid) is not null
        ? $"Its signature does not match its content: it was changed after key {kid} signed it."
        : $"This fake has no key '{kid}': another IAM signed it, or a fake that has since stopped.";

    private static string Span(FakeIam iam, JsonNode? seconds)
    {
        var at = seconds is JsonValue value && value.TryGetValue<long>(out var unix) ? unix : 0;
        var span = TimeSpan.FromSeconds(Math.Min(MostSeconds, Math.Abs((double)iam.Clock.Now.ToUnixTimeSeconds() - at)));
        return span.TotalDays >= 1 ? span.ToString("d' d 'h' h'", CultureInfo.InvariantCulture)
            : span.TotalHours >= 1 ? span.ToString("h' h 'm' min'", CultureInfo.InvariantCulture)
            : span.TotalMinutes >= 1 ? span.ToString("m' min 's' s'", CultureInfo.InvariantCulture)
            : span.ToString("s' s'", CultureInfo.InvariantCulture);
    }

    private static string Text(JsonNode? node) => Recording.Masking.Plain(node.Text());
}

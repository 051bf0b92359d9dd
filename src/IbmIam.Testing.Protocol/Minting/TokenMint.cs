using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Minting;

/// <summary>Creates and validates access tokens, with the fake's clock and keys.</summary>
internal sealed class TokenMint(TimeProvider clock, KeyRing keys, Func<string> issuer)
{
    /// <summary>The claim <c>grant_type</c> of a virtual server's instance identity token.</summary>
    public const string InstanceIdentity = Recording.GrantNames.Prefix + "instance-identity";

    public AccessToken Mint(TokenSubject subject)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var expires = issued + subject.Lifetime;
        return new AccessToken(Sign(Payload(subject, issued, expires), keys.Current), issued, expires);
    }

    /// <summary>Creates a token with unusual properties, for tests of code that validates tokens.</summary>
    public string Mint(TokenSubject subject, FakeTokenForm form)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() - form.Age).ToUnixTimeSeconds());
        var payload = Payload(subject, issued, issued + subject.Lifetime);
        if (form.NotBefore is { } wait)
        {
            payload["nbf"] = (clock.GetUtcNow() + wait).ToUnixTimeSeconds();
        }

        using var alien = form.SignedByUnknownKey ? SigningKey.Fresh("209901010000") : null;
        var token = Sign(payload, alien ?? keys.Current);
        return form.Tampered ? Tamper(token) : token;
    }

    public static string Sign(JsonObject payload, SigningKey key)
    {
        var header = new JsonObject { ["kid"] = key.Id, ["alg"] = "RS256" };
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Reads and validates a token. The result says what is wrong with it, if anything.</summary>
    public TokenReading Read(string? token)
    {
        // The characters are checked here because the decoder accepts white space and padding, which no token has.
        var parts = token?.Split('.') ?? [];
        if (parts.Length != 3 || !token!.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || !Base64Url.IsValid(parts[2]))
        {
            return new TokenReading(TokenFlaw.Malformed, null);
        }

        var key = keys.Find(header.Text("kid"));
        if (key is null || header.Text("alg") != "RS256" || !key.Verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])))
        {
            return new TokenReading(TokenFlaw.BadSignature, null);
        }

        if (claims.Text("iss") != issuer())
        {
            return new TokenReading(TokenFlaw.ForeignIssuer, null);
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var live = claims["exp"] is JsonValue exp && exp.TryGetValue<long>(out var until) && now < until;
        var begun = claims["nbf"] is not JsonValue nbf || (nbf.TryGetValue<long>(out var from) && from <= now);
        return new TokenReading(
            !live ? TokenFlaw.Expired : !begun ? TokenFlaw.NotYetValid : claims.Text("grant_type") == InstanceIdentity ? TokenFlaw.InstanceIdentity : TokenFlaw.None, claims);
    }

    /// <summary>Decodes a token without validating it: for display, never for a decision.</summary>
    public static (JsonObject? Header, JsonObject? Claims) Peek(string token) =>
        token.Split('.') is { Length: 3 } parts ? (Decode(parts[0]), Decode(parts[1])) : (null, null);

    /// <summary>Adds a claim without signing the token again, so that its signature no longer matches.</summary>
    private static string Tamper(string token)
    {
        var parts = token.Split('.');
        var payload = Decode(parts[1])!;
        payload["tampered"] = true;
        return $"{parts[0]}.{Encode(payload)}.{parts[2]}";
    }

    private JsonObject Payload(TokenSubject subject, DateTimeOffset issued, DateTimeOffset expires)
    {
        var payload = new JsonObject();
        foreach (var (name, value) in subject.Subject)
        {
            payload[name] = value?.DeepClone();
            if (name == "realmid")
            {
                AddIds(payload, subject);
            }
        }

        payload["authn"] = subject.Authentication;
        payload["account"] = new JsonObject { ["boundary"] = "global", ["valid"] = true, ["bss"] = subject.AccountId, ["frozen"] = true };
        payload["iat"] = issued.ToUnixTimeSeconds();
        payload["exp"] = expires.ToUnixTimeSeconds();
        payload["iss"] = issuer();
        payload["grant_type"] = subject.GrantType;
        payload["scope"] = subject.Scope;
        payload["client_id"] = subject.ClientId;
        payload["acr"] = subject.Acr;
        payload["amr"] = new JsonArray([.. subject.Amr.Select(method => (JsonNode)method)]);
        foreach (var (name, value) in subject.Extra)
        {
            Override(payload, name, value);
        }

        return payload;
    }

    private static void AddIds(JsonObject payload, TokenSubject subject)
    {
        if (subject.SessionId is not null)
        {
            payload["session_id"] = subject.SessionId;
        }

        payload["jti"] = Guid.NewGuid().ToString();
    }

    private static void Override(JsonObject payload, string name, JsonNode? value)
    {
        if (value is null)
        {
            payload.Remove(name);
        }
        else
        {
            payload[name] = value.DeepClone();
        }
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject? Decode(string part) =>
        Base64Url.IsValid(part) ? JsonBody.Read(Base64Url.DecodeFromChars(part)) : null;
}

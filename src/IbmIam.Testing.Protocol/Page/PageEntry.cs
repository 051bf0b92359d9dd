using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Page;

/// <summary>A request and its response in the form sent to the page, with secrets masked.</summary>
internal static class PageEntry
{
    private static readonly string[] ShownHeaders = ["Accept", "Content-Type", "If-Match", "Metadata-Flavor", "ibm-cloud-tenant"];

    private static readonly HashSet<string> SecretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "access_token", "refresh_token", "delegated_refresh_token", "token", "passcode", "apikey", "api_key", "password", "client_secret",

        // The page links of a list, which contain its query.
        "first", "previous", "next",
    };

    public static JsonObject Of(Seen seen) => new()
    {
        ["number"] = seen.Number,
        ["request"] = seen.Request is { } request ? Request(request) : null,
        ["answer"] = seen.Request is { } answered ? Answer(answered, seen) : null,
        ["token"] = seen.Token is { } token ? Token(token) : null,
    };

    private static JsonObject Request(FakeIamRequest request) => new()
    {
        ["at"] = request.At.ToUnixTimeMilliseconds(),
        ["method"] = request.Method,
        ["path"] = Masking.Plain(Masking.Path(request.Path)),
        ["query"] = Masking.FormObject(QueryString.Parse(request.Query).ToDictionary()),
        ["grant"] = request.Grant,
        ["identity"] = request.Identity,
        ["status"] = request.Status,
        ["userAgent"] = Masking.Text(request.UserAgent),
        ["fault"] = request.Fault,
        ["errorCode"] = request.ErrorCode,
        ["explanation"] = request.Explanation,
        ["form"] = Masking.FormObject(request.Form),
        ["headers"] = Headers(request.Headers),
    };

    private static JsonObject Answer(FakeIamRequest request, Seen seen) => new()
    {
        ["retryAfter"] = seen.Answer.Headers.FirstOrDefault(header => header.Name == "Retry-After").Value,
        ["type"] = seen.Answer.ContentType,
        ["bytes"] = seen.Bytes,
        ["body"] = request.Status == 0 ? null : Body(request, seen),
        ["text"] = request.Fault == "html" ? Encoding.UTF8.GetString(seen.Answer.Body.Span) : null,
    };

    private static JsonObject? Body(FakeIamRequest request, Seen seen)
    {
        if (JsonBody.Read(seen.Answer.Body.Span) is not { } json)
        {
            return null;
        }

        if (request.ErrorCode == IamErrors.CredentialsIncorrect("").Code)
        {
            // IAM repeats the user name, which may be a misplaced secret.
            json["errorDetails"] = "****";
        }

        return Mask(json);
    }

    private static JsonObject? Token(string token)
    {
        var (header, claims) = TokenMint.Peek(token);
        return claims is null ? null : new JsonObject { ["kid"] = header?["kid"]?.DeepClone(), ["claims"] = claims };
    }

    private static JsonObject Headers(IReadOnlyDictionary<string, string> headers)
    {
        var shown = new JsonObject();
        foreach (var name in ShownHeaders.Where(headers.ContainsKey))
        {
            shown[name] = Masking.Text(headers[name]);
        }

        if (headers.TryGetValue("Authorization", out var authorization))
        {
            var scheme = authorization.Split(' ')[0];
            shown["Authorization"] = scheme is "Basic" or "Bearer" ? scheme + " ****" : "****";
        }

        return shown;
    }

    private static JsonObject Mask(JsonObject json)
    {
        foreach (var (name, value) in json.ToArray())
        {
            Mask(name, value, masked => json[name] = masked);
        }

        return json;
    }

    private static void Mask(string name, JsonNode? value, Action<JsonNode> replace)
    {
        if (value is JsonObject inner)
        {
            Mask(inner);
        }
        else if (value is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                var index = i;
                Mask(name, array[i], masked => array[index] = masked);
            }
        }
        else if (value is JsonValue text && SecretNames.Contains(name) && text.TryGetValue<string>(out var secret) && secret != "not_supported")
        {
            replace(Masking.Secret(secret));
        }
        else if (name is "userAgent" or "user_agent" && value is JsonValue)
        {
            replace(Masking.Text(value.Text()));
        }
    }
}

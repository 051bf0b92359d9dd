using System.Globalization;
using System.Text.Json;

namespace IbmIam.Exchange;

/// <summary>The fields of a token response from IAM or the VPC metadata service.</summary>
internal sealed record TokenAnswer(string AccessToken)
{
    public string? RefreshToken { get; init; }

    public string TokenType { get; init; } = "Bearer";

    public string? Scope { get; init; }

    /// <summary>The identity in the token's claims; null when it can't be read.</summary>
    public string? Identity { get; init; }

    /// <summary>The token's lifetime from the start of the request; null when the response states none that is usable.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Parses a response. Returns null, and why, when it is not a token response.</summary>
    /// <param name="body">The response's body.</param>
    /// <param name="date">The response's <c>Date</c> header.</param>
    public static (TokenAnswer? Answer, string Why) Read(string body, DateTimeOffset? date)
    {
        if (body.AsSpan().Trim().IsEmpty)
        {
            return (null, "an empty body");
        }

        return Json.TryRead(body, root => Read(root, date), out var read) ? read
            : (null, body.AsSpan().TrimStart().StartsWith("<") ? "HTML" : "invalid or truncated JSON");
    }

    private static (TokenAnswer? Answer, string Why) Read(JsonElement root, DateTimeOffset? date) =>
        Json.Text(root, "access_token") is not { Length: > 0 } token ? (null, "JSON with no access_token")
        : token.AsSpan().ContainsAnyExceptInRange('!', '~') ? (null, "an access_token not valid in a header")
        : (Of(root, token, Claims.Read(token), date), "");

    private static TokenAnswer Of(JsonElement root, string token, Claims? claims, DateTimeOffset? date) => new(token)
    {
        RefreshToken = Json.Text(root, "refresh_token") is { Length: > 0 } refresh && refresh != "not_supported" ? refresh : null,
        TokenType = Json.Text(root, "token_type") is { Length: > 0 } type ? type : "Bearer",
        Scope = Json.Text(root, "scope") is { Length: > 0 } scope ? scope : null,
        Identity = claims?.Identity,
        Lifetime = TokenLifetime.Of(new()
        {
            ExpiresIn = Seconds(root, "expires_in"),
            Expiration = Seconds(root, "expiration") ?? Moment(root, "expires_at"),
            Answered = date?.ToUnixTimeSeconds() ?? Moment(root, "created_at"),
            ClaimedExpiry = claims?.Expires,
            ClaimedIssue = claims?.Issued,
        }),
    };

    /// <summary>Reads a number of seconds, which may be a string and may have a fraction.</summary>
    private static double? Seconds(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number
        : value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number
        : null;

    private static double? Moment(JsonElement root, string name) =>
        DateTimeOffset.TryParse(Json.Text(root, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUnixTimeMilliseconds() / 1000d : null;
}

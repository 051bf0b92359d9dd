using IbmIam.Diagnostics;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Recording;

/// <summary>Explains how a refused request differs from the nearest valid one, and what to send instead.</summary>
internal static class NearMiss
{
    private static readonly (Func<Exchange, bool> Applies, Func<Exchange, string> Says)[] Mistakes =
    [
        (e => e.Route.Route.Method.Length > 0 && e.Route.Route.Method != e.Request.Method, e => $"{e.Request.Method} {Masking.Path(e.Request.Path)}: IAM expects {e.Route.Route.Method} there."),
        (e => e.ErrorCode == "BXNIM0310E", _ => "The client in the Basic header is unknown, or its secret is wrong: the fake knows bx:bx, kube:kube and those from AddClient."),
        (e => IsToken(e) && e.Request.MediaType.Contains("json", StringComparison.OrdinalIgnoreCase), _ => "The body is JSON: IAM expects a form, 'Content-Type: application/x-www-form-urlencoded'."),
        (e => IsToken(e) && !e.Request.IsForm, e => $"The content type is '{Masking.Plain(e.Request.MediaType)}': IAM expects 'application/x-www-form-urlencoded'."),
        (e => IsToken(e) && e.Request.Header("Content-Length").Length == 0, _ => "There is no Content-Length (the body was sent in chunks): IAM requires it."),
        (e => IsToken(e) && e.Form["grant_type"].Contains("%3A", StringComparison.OrdinalIgnoreCase), _ => "grant_type is percent-encoded twice: encode it once."),
        (e => IsToken(e) && !e.Form.Has("grant_type"), _ => $"grant_type is missing: for an API key it is '{GrantNames.Prefix}apikey'."),
        (e => e.ErrorCode == "BXNIM0106E" && IsShortGrant(e), e => $"grant_type is '{e.Form["grant_type"]}': IAM's name is '{GrantNames.Prefix}{e.Form["grant_type"]}'."),
        (e => e.Form.Duplicate is not null, e => $"'{Masking.Name(e.Form.Duplicate!)}' is in the form twice."),
        (e => e.Form.Malformed, _ => "The form is not percent-encoded UTF-8: a lone '%' must be '%25'."),
        (e => Missing(e, "apikey") && OtherSpelling(e) is not null, e => $"The API key is in '{OtherSpelling(e)}': the field is called 'apikey'."),
        (e => Unknown(e) && Key(e).StartsWith("ApiKey-", StringComparison.Ordinal), _ => "The API key begins with 'ApiKey-': that is a key's id, not its value."),
        (e => Unknown(e) && Key(e).StartsWith('@'), _ => "The API key begins with '@': a file's name was sent in place of its content."),
        (e => Unknown(e) && Key(e).StartsWith('{'), _ => "The API key begins with '{': a key file's JSON was sent, or braces were left around the key."),
        (e => Unknown(e) && Key(e).StartsWith('"'), _ => "The API key begins with a quotation mark: remove the quotes."),
        (e => Unknown(e) && Known(e, Key(e).Trim()), _ => "The API key is right but for white space around it (a newline from a file, perhaps)."),
        (e => Unknown(e) && Known(e, Key(e).Replace(' ', '+')), _ => "The API key has a space where the known one has '+': encode '+' as '%2B'."),
        (e => e.ErrorCode == "BXNIM0308E" && e.Form.Has("grant_type"), e => $"Grant '{GrantNames.Short(e.Form["grant_type"])}' needs a client: send 'Authorization: Basic' with bx:bx."),
        (e => e.Form["refresh_token"] == "not_supported", _ => "The refresh token is 'not_supported': IAM returns that when there is none. Authenticate as a client (bx:bx) to get one."),
        (e => e.ErrorCode == "BXNIM0407E" && e.Iam.Identities.RefreshTokens.Find(e.Form["refresh_token"]) is not null, _ => "The refresh token belongs to another client: use the client that got it."),
        (e => e.Form["access_token"].StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase), _ => "access_token begins with 'Bearer ': send the token alone."),
        (e => e.ErrorCode == "BXNIM0401E" && e.Iam.Identities.FindComputeResource(e.Form["cr_token"].Trim()) is not null, _ => "The compute-resource token is right but for white space around it (the newline of its file, perhaps)."),
        (e => Missing(e, "account") && e.Form.Has("profile_name"), _ => "A profile is assumed by name only with its account: add 'account', or use profile_id or profile_crn."),
        (e => e.ErrorCode == "BXNIM0602E", e => e.Iam.Identities.FindUser(e.Form["username"]) is null ? "The fake has no user of that name." : "The user exists, but the password is wrong."),
        (e => e.ErrorCode == "BXNIM0113E", _ => "desired_iam_id must be 'crn-' and a full cloud resource name: crn-crn:v1:…, ten parts."),
        (e => e.ErrorCode is "BXNIM0405E" or "BEARER_SUB_EXTRACTION_ERR" or "401" && e.Bearer.Flaw == TokenFlaw.InstanceIdentity, _ => "The token is a virtual server's identity token: POST /identity/v1/iam_tokens exchanges it for a trusted profile's token, as needed here."),
        (e => e.ErrorCode == "BEARER_SUB_EXTRACTION_ERR" && e.Request.Header("Authorization").Length == 0, _ => "There is no 'Authorization: Bearer' header."),
        (e => e.ErrorCode == "BEARER_SUB_EXTRACTION_ERR" && e.Request.Bearer is null, _ => "The Authorization header does not begin with 'Bearer '."),
    ];

    /// <summary>Returns null if the request was not refused or a fault applied to it, and the error's own reason if no known mistake applies.</summary>
    public static string? Explain(Exchange exchange) =>
        exchange.ErrorCode is null || exchange.Fault is not null
            ? null
            : Mistakes.FirstOrDefault(mistake => mistake.Applies(exchange)).Says?.Invoke(exchange) ?? exchange.Reason;

    /// <summary>Describes an unknown path, and names the route nearest to it.</summary>
    public static string Nearest(string path)
    {
        var nearest = Routes.All.Where(route => !route.IsFakeOwn)
            .MinBy(route => EditDistance.Of(path, route.Template))!;
        return $"'{Masking.Plain(Masking.Path(path))}' is not an IAM path; the nearest is {nearest.Method} {nearest.Template}. Paths are case-sensitive and have no trailing slash.";
    }

    private static bool IsToken(Exchange e) => e.Route.Route is { GivesToken: true, HasForm: true } && e.ErrorCode is ("BXNIM0109E" or "BXNIM0106E");

    private static bool IsShortGrant(Exchange e) => Endpoints.TokenEndpoint.Takes(GrantNames.Prefix + e.Form["grant_type"]);

    private static bool Missing(Exchange e, string property) =>
        e.ErrorCode == "BXNIM0109E" && e.Reason?.Contains($"'{property}'", StringComparison.Ordinal) == true;

    private static string? OtherSpelling(Exchange e) => e.Form.Names.FirstOrDefault(name => name is "api_key" or "apiKey" or "api-key" or "APIKEY" or "key");

    private static bool Unknown(Exchange e) => e.ErrorCode == "BXNIM0415E";

    private static string Key(Exchange e) => e.Form["apikey"];

    private static bool Known(Exchange e, string key) => key != Key(e) && e.Iam.Identities.FindKey(key) is not null;
}

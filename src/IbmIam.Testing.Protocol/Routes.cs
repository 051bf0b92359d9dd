using System.Collections.Frozen;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;
using IbmIam.Testing.Page;

namespace IbmIam.Testing;

internal delegate FakeResponse Endpoint(Exchange exchange);

/// <summary>One of IAM's routes; a segment in braces takes any value.</summary>
internal sealed record Route(string Method, string Template, string RequestType, Endpoint Answer)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>The body is a form, and its fields belong in the log.</summary>
    public bool Form { get; init; }

    public bool GivesToken { get; init; }

    /// <summary>Whether a segment of the path takes any value.</summary>
    public bool Open { get; } = Template.Contains('{', StringComparison.Ordinal);

    /// <summary>The fake's own, not IAM's: never logged, and for this machine alone.</summary>
    public bool Own { get; init; }

    /// <summary>Served only where the options say so.</summary>
    public Func<FakeIamOptions, bool> Enabled { get; init; } = _ => true;

    public Dictionary<string, string>? Match(string[] segments)
    {
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            if (_segments[i].StartsWith('{') && segments[i].Length > 0)
            {
                values[_segments[i].Trim('{', '}')] = Uri.UnescapeDataString(segments[i]);
            }
            else if (_segments[i] != segments[i])
            {
                return null;
            }
        }

        return values;
    }
}

internal sealed record RouteMatch(Route Route, IReadOnlyDictionary<string, string> Values)
{
    public string this[string name] => Values[name];
}

/// <summary>All routes that the fake answers. Any other path is the tester's own.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        new("POST", "/identity/token", "Identity_Token", TokenEndpoint.Answer) { Form = true, GivesToken = true },
        new("POST", "/oidc/token", "OIDC_Token", TokenEndpoint.Answer) { Form = true, GivesToken = true },
        new("POST", "/identity/introspect", "Identity_Introspect", TokenInfoEndpoint.Introspect) { Form = true },
        new("GET", "/identity/userinfo", "Identity_Userinfo", TokenInfoEndpoint.UserInfo),
        new("GET", "/identity/authorize", "Identity_Authorize", LoginEndpoint.Authorize),
        new("GET", "/identity/passcode", "Identity_Passcode", LoginEndpoint.PasscodePage),
        new("POST", "/identity/passcode", "Identity_Passcode", LoginEndpoint.Passcode) { Form = true },
        new("PUT", "/instance_identity/v1/token", "InstanceIdentity_Token", VpcEndpoint.InstanceToken),
        new("POST", "/instance_identity/v1/iam_token", "InstanceIdentity_IamToken", VpcEndpoint.ProfileToken) { GivesToken = true },
        new("PUT", "/identity/v1/token", "InstanceIdentity_Token", VpcEndpoint.InstanceToken),
        new("POST", "/identity/v1/iam_tokens", "InstanceIdentity_IamToken", VpcEndpoint.ProfileToken) { GivesToken = true },
        new("GET", "/identity/keys", "Identity_Keys", KeysEndpoint.Keys),
        new("GET", "/identity/.well-known/openid-configuration", "Identity_Discovery", KeysEndpoint.Discovery),
        new("POST", "/v1/apikeys", "ApiKey_Create", Management.For(ApiKeysEndpoint.Create)),
        new("GET", "/v1/apikeys", "ApiKey_List", Management.For(ApiKeysEndpoint.List)),
        new("GET", "/v1/apikeys/details", "ApiKey_Details", Management.For(ApiKeysEndpoint.Details)),
        new("GET", "/v1/apikeys/{id}", "ApiKey_Get", Management.For(ApiKeysEndpoint.Get)),
        new("PUT", "/v1/apikeys/{id}", "ApiKey_Update", Management.For(ApiKeysEndpoint.Update)),
        new("DELETE", "/v1/apikeys/{id}", "ApiKey_Delete", Management.For(ApiKeysEndpoint.Delete)),
        new("POST", "/v1/apikeys/{id}/lock", "ApiKey_Lock", Management.For(ApiKeysEndpoint.Lock)),
        new("DELETE", "/v1/apikeys/{id}/lock", "ApiKey_Unlock", Management.For(ApiKeysEndpoint.Unlock)),
        new("POST", "/v1/apikeys/{id}/disable", "ApiKey_Disable", Management.For(ApiKeysEndpoint.Disable)),
        new("DELETE", "/v1/apikeys/{id}/disable", "ApiKey_Enable", Management.For(ApiKeysEndpoint.Enable)),
        new("POST", "/v1/serviceids", "ServiceId_Create", Management.For(IdentitiesEndpoint.CreateServiceId)),
        new("POST", "/v1/serviceids/", "ServiceId_Create", Management.For(IdentitiesEndpoint.CreateServiceId)),
        new("GET", "/v1/serviceids", "ServiceId_List", Management.For(IdentitiesEndpoint.ListServiceIds)),
        new("GET", "/v1/serviceids/", "ServiceId_List", Management.For(IdentitiesEndpoint.ListServiceIds)),
        new("GET", "/v1/serviceids/{id}", "ServiceId_Get", Management.For(IdentitiesEndpoint.Get<FakeServiceId>)),
        new("PUT", "/v1/serviceids/{id}", "ServiceId_Update", Management.For(IdentitiesEndpoint.UpdateServiceId)),
        new("DELETE", "/v1/serviceids/{id}", "ServiceId_Delete", Management.For(IdentitiesEndpoint.Delete<FakeServiceId>)),
        new("POST", "/v1/serviceids/{id}/lock", "ServiceId_Lock", Management.For(IdentitiesEndpoint.Lock)),
        new("DELETE", "/v1/serviceids/{id}/lock", "ServiceId_Unlock", Management.For(IdentitiesEndpoint.Unlock)),
        new("POST", "/v1/profiles", "Profile_Create", Management.For(IdentitiesEndpoint.CreateProfile)),
        new("GET", "/v1/profiles", "Profile_List", Management.For(IdentitiesEndpoint.ListProfiles)),
        new("GET", "/v1/profiles/{id}", "Profile_Get", Management.For(IdentitiesEndpoint.Get<FakeProfile>)),
        new("PUT", "/v1/profiles/{id}", "Profile_Update", Management.For(IdentitiesEndpoint.UpdateProfile)),
        new("DELETE", "/v1/profiles/{id}", "Profile_Delete", Management.For(IdentitiesEndpoint.Delete<FakeProfile>)),
        new("POST", "/v1/profiles/{id}/links", "Profile_Link", Management.For(ProfileTrustEndpoint.CreateLink)),
        new("GET", "/v1/profiles/{id}/links", "Profile_ListLinks", Management.For(ProfileTrustEndpoint.ListLinks)),
        new("GET", "/v1/profiles/{id}/links/{part}", "Profile_GetLink", Management.For(ProfileTrustEndpoint.Get<ProfileLink>)),
        new("DELETE", "/v1/profiles/{id}/links/{part}", "Profile_Unlink", Management.For(ProfileTrustEndpoint.Delete<ProfileLink>)),
        new("POST", "/v1/profiles/{id}/rules", "Profile_CreateRule", Management.For(ProfileTrustEndpoint.CreateRule)),
        new("GET", "/v1/profiles/{id}/rules", "Profile_ListRules", Management.For(ProfileTrustEndpoint.ListRules)),
        new("GET", "/v1/profiles/{id}/rules/{part}", "Profile_GetRule", Management.For(ProfileTrustEndpoint.Get<ProfileRule>)),
        new("PUT", "/v1/profiles/{id}/rules/{part}", "Profile_UpdateRule", Management.For(ProfileTrustEndpoint.UpdateRule)),
        new("DELETE", "/v1/profiles/{id}/rules/{part}", "Profile_DeleteRule", Management.For(ProfileTrustEndpoint.Delete<ProfileRule>)),
        new("GET", "/v1/profiles/{id}/identities", "Profile_ListIdentities", Management.For(ProfileIdentitiesEndpoint.List)),
        new("PUT", "/v1/profiles/{id}/identities", "Profile_SetIdentities", Management.For(ProfileIdentitiesEndpoint.SetAll)),
        new("POST", "/v1/profiles/{id}/identities/{type}", "Profile_SetIdentity", Management.For(ProfileIdentitiesEndpoint.Set)),
        new("GET", "/v1/profiles/{id}/identities/{type}/{part}", "Profile_GetIdentity", Management.For(ProfileIdentitiesEndpoint.Get)),
        new("DELETE", "/v1/profiles/{id}/identities/{type}/{part}", "Profile_DeleteIdentity", Management.For(ProfileIdentitiesEndpoint.Delete)),
        new("GET", "/v1/accounts/{id}/settings/identity", "AccountSettings_Get", Management.For(AccountSettingsEndpoint.Get)),
        new("PUT", "/v1/accounts/{id}/settings/identity", "AccountSettings_Update", Management.For(AccountSettingsEndpoint.Update)),
        new("GET", "/api/v2/keys", "KeyProtect_Keys", KeyProtectEndpoint.List) { Enabled = options => options.KeyProtect },
        new("POST", "/api/v2/keys/{id}/actions/rotate", "KeyProtect_Rotate", KeyProtectEndpoint.Rotate) { Enabled = options => options.KeyProtect },
        Page("GET", "/", PageFiles.Index),
        Page("GET", "/__fake/page/{file}", PageFiles.File),
        Page("GET", "/__fake/events", EventsEndpoint.Answer),
        Page("POST", "/__fake/reveal", PageEndpoint.Reveal),
        Page("POST", "/__fake/inspect", PageEndpoint.Inspect),
        Page("POST", "/__fake/passcodes", PageEndpoint.Passcode),
        Admin("GET", "/__fake/requests", AdminEndpoint.Requests),
        Admin("DELETE", "/__fake/requests", AdminEndpoint.ClearRequests),
        Admin("GET", "/__fake/state", AdminEndpoint.State),
        Admin("POST", "/__fake/config", AdminEndpoint.Configure),
        Admin("DELETE", "/__fake/faults", AdminEndpoint.ClearFaults),
        Admin("POST", "/__fake/tokens", AdminEndpoint.MintToken),
        Admin("POST", "/__fake/holds", AdminEndpoint.Hold),
        Admin("GET", "/__fake/holds/{id}", AdminEndpoint.HoldState),
        Admin("DELETE", "/__fake/holds/{id}", AdminEndpoint.Release),
    ];

    /// <summary>No route: the request is logged and refused.</summary>
    public static Route Unmatched { get; } = new("", "", "Unknown", exchange => IamErrors.PathNotFound(Recording.NearMiss.Nearest(exchange.Request.Path)).ToResponse(exchange));

    public static IReadOnlyDictionary<string, string> NoValues { get; } = new Dictionary<string, string>();

    private static readonly FrozenDictionary<string, RouteMatch[]> Exact = All.Where(route => !route.Open)
        .GroupBy(route => route.Template).ToFrozenDictionary(group => group.Key, group => group.Select(route => new RouteMatch(route, NoValues)).ToArray(), StringComparer.Ordinal);

    private static readonly Route[] Open = [.. All.Where(route => route.Open)];

    /// <summary>The route that answers, one that refuses the method, or null where the path is none of the fake's.</summary>
    public static RouteMatch? Find(string method, string path, FakeIamOptions options)
    {
        if (Exact.TryGetValue(path, out var routes))
        {
            return Choose(method, options, routes);
        }

        var segments = path.Split('/');
        return Choose(method, options, Open.Select(route => (Route: route, Values: route.Match(segments)))
            .Where(match => match.Values is not null).Select(match => new RouteMatch(match.Route, match.Values!)));
    }

    /// <summary>Whether a path is one of IAM's that the fake serves, whatever the method.</summary>
    public static bool IsIams(string path, FakeIamOptions options) => Find("", path, options) is { Route.Own: false };

    /// <summary>A path of the tester's that the guard watches.</summary>
    public static Route Guarded { get; } = new("", "", "Guarded", _ => FakeResponse.Empty(200));

    private static Route Admin(string method, string template, Endpoint answer) =>
        new(method, template, "Fake_Admin", answer) { Own = true, Enabled = options => options.AdminApi || options.Page };

    private static Route Page(string method, string template, Endpoint answer) =>
        new(method, template, "Fake_Page", answer) { Own = true, Enabled = options => options.Page };

    private static RouteMatch? Choose(string method, FakeIamOptions options, IEnumerable<RouteMatch> matches)
    {
        RouteMatch? otherMethod = null;
        foreach (var match in matches)
        {
            if (!match.Route.Enabled(options))
            {
                continue;
            }

            if (match.Route.Method == method)
            {
                return match;
            }

            otherMethod ??= match with { Route = match.Route with { Answer = WrongMethod, Form = false, GivesToken = false } };
        }

        return otherMethod;
    }

    private static FakeResponse WrongMethod(Exchange exchange) => IamErrors.MethodNotAllowed.ToResponse(exchange);
}

using System.Collections.Frozen;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;
using IbmIam.Testing.Page;

namespace IbmIam.Testing;

internal delegate FakeResponse Endpoint(Exchange exchange);

/// <summary>A route that the fake serves. A segment in braces matches any value.</summary>
internal sealed record Route(string Method, string Template, string RequestType, Endpoint Answer)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>Whether the body is a form, whose fields are logged.</summary>
    public bool HasForm { get; init; }

    public bool GivesToken { get; init; }

    /// <summary>Whether the path has a segment in braces.</summary>
    public bool HasParameters { get; } = Template.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether the route is the fake's own, not IAM's. It is not logged, and only clients on this machine can use it.</summary>
    public bool IsFakeOwn { get; init; }

    /// <summary>Whether the options enable the route.</summary>
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

/// <summary>All routes that the fake serves. Other paths are free for the user's stubs.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        new("POST", "/identity/token", "Identity_Token", TokenEndpoint.Answer) { HasForm = true, GivesToken = true },
        new("POST", "/oidc/token", "OIDC_Token", TokenEndpoint.Answer) { HasForm = true, GivesToken = true },
        new("POST", "/identity/introspect", "Identity_Introspect", TokenInfoEndpoint.Introspect) { HasForm = true },
        new("GET", "/identity/userinfo", "Identity_Userinfo", TokenInfoEndpoint.UserInfo),
        new("POST", "/identity/profiles", "Identity_Profiles", AssumableProfilesEndpoint.Answer) { HasForm = true },
        new("GET", "/identity/authorize", "Identity_Authorize", LoginEndpoint.Authorize),
        new("GET", "/identity/passcode", "Identity_Passcode", LoginEndpoint.PasscodePage),
        new("POST", "/identity/passcode", "Identity_Passcode", LoginEndpoint.Passcode) { HasForm = true },
        new("PUT", "/instance_identity/v1/token", "InstanceIdentity_Token", VpcEndpoint.InstanceToken),
        new("POST", "/instance_identity/v1/iam_token", "InstanceIdentity_IamToken", VpcEndpoint.ProfileToken) { GivesToken = true },
        new("PUT", "/identity/v1/token", "InstanceIdentity_Token", VpcEndpoint.InstanceToken),
        new("POST", "/identity/v1/iam_tokens", "InstanceIdentity_IamToken", VpcEndpoint.ProfileToken) { GivesToken = true },
        new("GET", "/identity/keys", "Identity_Keys", KeysEndpoint.Keys),
        new("GET", "/identity/.well-known/openid-configuration", "Identity_Discovery", KeysEndpoint.Discovery),
        Api("POST", "/v1/apikeys", "ApiKey_Create", ApiKeysEndpoint.Create),
        Api("GET", "/v1/apikeys", "ApiKey_List", ApiKeysEndpoint.List),
        Api("GET", "/v1/apikeys/details", "ApiKey_Details", ApiKeysEndpoint.Details),
        Api("GET", "/v1/apikeys/{id}", "ApiKey_Get", ApiKeysEndpoint.Get),
        Api("PUT", "/v1/apikeys/{id}", "ApiKey_Update", ApiKeysEndpoint.Update),
        Api("DELETE", "/v1/apikeys/{id}", "ApiKey_Delete", ApiKeysEndpoint.Delete),
        Api("POST", "/v1/apikeys/{id}/lock", "ApiKey_Lock", ApiKeysEndpoint.Lock),
        Api("DELETE", "/v1/apikeys/{id}/lock", "ApiKey_Unlock", ApiKeysEndpoint.Unlock),
        Api("POST", "/v1/apikeys/{id}/disable", "ApiKey_Disable", ApiKeysEndpoint.Disable),
        Api("DELETE", "/v1/apikeys/{id}/disable", "ApiKey_Enable", ApiKeysEndpoint.Enable),
        Api("POST", "/v1/serviceids", "ServiceId_Create", IdentitiesEndpoint.CreateServiceId),
        Api("POST", "/v1/serviceids/", "ServiceId_Create", IdentitiesEndpoint.CreateServiceId),
        Api("GET", "/v1/serviceids", "ServiceId_List", IdentitiesEndpoint.ListServiceIds),
        Api("GET", "/v1/serviceids/", "ServiceId_List", IdentitiesEndpoint.ListServiceIds),
        Api("GET", "/v1/serviceids/{id}", "ServiceId_Get", IdentitiesEndpoint.Get<FakeServiceId>),
        Api("PUT", "/v1/serviceids/{id}", "ServiceId_Update", IdentitiesEndpoint.UpdateServiceId),
        Api("DELETE", "/v1/serviceids/{id}", "ServiceId_Delete", IdentitiesEndpoint.Delete<FakeServiceId>),
        Api("POST", "/v1/serviceids/{id}/lock", "ServiceId_Lock", IdentitiesEndpoint.Lock),
        Api("DELETE", "/v1/serviceids/{id}/lock", "ServiceId_Unlock", IdentitiesEndpoint.Unlock),
        Api("POST", "/v1/profiles", "Profile_Create", IdentitiesEndpoint.CreateProfile),
        Api("GET", "/v1/profiles", "Profile_List", IdentitiesEndpoint.ListProfiles),
        Api("GET", "/v1/profiles/{id}", "Profile_Get", IdentitiesEndpoint.Get<FakeProfile>),
        Api("PUT", "/v1/profiles/{id}", "Profile_Update", IdentitiesEndpoint.UpdateProfile),
        Api("DELETE", "/v1/profiles/{id}", "Profile_Delete", IdentitiesEndpoint.Delete<FakeProfile>),
        Api("POST", "/v1/profiles/{id}/links", "Profile_Link", ProfileTrustEndpoint.CreateLink),
        Api("GET", "/v1/profiles/{id}/links", "Profile_ListLinks", ProfileTrustEndpoint.ListLinks),
        Api("DELETE", "/v1/profiles/{id}/links", "Profile_Unlink", UnlinkEndpoint.Answer),
        Api("GET", "/v1/profiles/{id}/links/{part}", "Profile_GetLink", ProfileTrustEndpoint.Get<ProfileLink>),
        Api("DELETE", "/v1/profiles/{id}/links/{part}", "Profile_Unlink", ProfileTrustEndpoint.Delete<ProfileLink>),
        Api("POST", "/v1/profiles/{id}/rules", "Profile_CreateRule", ProfileTrustEndpoint.CreateRule),
        Api("GET", "/v1/profiles/{id}/rules", "Profile_ListRules", ProfileTrustEndpoint.ListRules),
        Api("GET", "/v1/profiles/{id}/rules/{part}", "Profile_GetRule", ProfileTrustEndpoint.Get<ProfileRule>),
        Api("PUT", "/v1/profiles/{id}/rules/{part}", "Profile_UpdateRule", ProfileTrustEndpoint.UpdateRule),
        Api("DELETE", "/v1/profiles/{id}/rules/{part}", "Profile_DeleteRule", ProfileTrustEndpoint.Delete<ProfileRule>),
        Api("GET", "/v1/profiles/{id}/identities", "Profile_ListIdentities", ProfileIdentitiesEndpoint.List),
        Api("PUT", "/v1/profiles/{id}/identities", "Profile_SetIdentities", ProfileIdentitiesEndpoint.SetAll),
        Api("POST", "/v1/profiles/{id}/identities/{type}", "Profile_SetIdentity", ProfileIdentitiesEndpoint.Set),
        Api("GET", "/v1/profiles/{id}/identities/{type}/{part}", "Profile_GetIdentity", ProfileIdentitiesEndpoint.Get),
        Api("DELETE", "/v1/profiles/{id}/identities/{type}/{part}", "Profile_DeleteIdentity", ProfileIdentitiesEndpoint.Delete),
        Api("GET", "/v1/accounts/{id}/settings/identity", "AccountSettings_Get", AccountSettingsEndpoint.Get),
        Api("PUT", "/v1/accounts/{id}/settings/identity", "AccountSettings_Update", AccountSettingsEndpoint.Update),
        Api("GET", "/v1/accounts/{id}/effective_settings/identity", "AccountSettings_GetEffective", AccountSettingsEndpoint.GetEffective),
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

    /// <summary>The route of a request that matches no other: it is logged and refused.</summary>
    public static Route Unmatched { get; } = new("", "", "Unknown", exchange => IamErrors.PathNotFound(Recording.NearMiss.Nearest(exchange.Request.Path)).ToResponse(exchange));

    public static IReadOnlyDictionary<string, string> NoValues { get; } = new Dictionary<string, string>();

    private static readonly FrozenDictionary<string, RouteMatch[]> Exact = All.Where(route => !route.HasParameters)
        .GroupBy(route => route.Template).ToFrozenDictionary(group => group.Key, group => group.Select(route => new RouteMatch(route, NoValues)).ToArray(), StringComparer.Ordinal);

    private static readonly Route[] WithParameters = [.. All.Where(route => route.HasParameters)];

    /// <summary>Returns the route for the method and path, one that refuses the method, or null if the fake does not serve the path.</summary>
    public static RouteMatch? Find(string method, string path, FakeIamOptions options)
    {
        if (Exact.TryGetValue(path, out var routes))
        {
            return Choose(method, options, routes);
        }

        var segments = path.Split('/');
        return Choose(method, options, WithParameters.Select(route => (Route: route, Values: route.Match(segments)))
            .Where(match => match.Values is not null).Select(match => new RouteMatch(match.Route, match.Values!)));
    }

    /// <summary>Whether the fake serves the path as one of IAM's, with any method.</summary>
    public static bool IsIams(string path, FakeIamOptions options) => Find("", path, options) is { Route.IsFakeOwn: false };

    /// <summary>The route of a request to one of the user's own paths that is protected.</summary>
    public static Route Guarded { get; } = new("", "", "Guarded", _ => FakeResponse.Empty(200));

    private static Route Api(string method, string template, string requestType, Endpoint answer) => new(method, template, requestType, Management.For(answer));

    private static Route Admin(string method, string template, Endpoint answer) =>
        new(method, template, "Fake_Admin", answer) { IsFakeOwn = true, Enabled = options => options.AdminApi || options.Page };

    private static Route Page(string method, string template, Endpoint answer) =>
        new(method, template, "Fake_Page", answer) { IsFakeOwn = true, Enabled = options => options.Page };

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

            otherMethod ??= match with { Route = match.Route with { Answer = WrongMethod, HasForm = false, GivesToken = false } };
        }

        return otherMethod;
    }

    private static FakeResponse WrongMethod(Exchange exchange) => IamErrors.MethodNotAllowed.ToResponse(exchange);
}

using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>Exchanges a service's token for a token of one of its own instances (<c>iam-authz</c>).</summary>
internal static class ServiceAuthorizationGrant
{
    private const string Prefix = "crn-crn:v1:";
    private const int Segments = 10;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public static Decision Decide(Exchange exchange)
    {
        if (!exchange.Form.Has("access_token"))
        {
            return IamErrors.Missing("access_token");
        }

        if (ParentToken.Read(exchange, out var parent) is { } refusal)
        {
            return refusal;
        }

        var desired = exchange.Form["desired_iam_id"];
        if (desired.Length == 0)
        {
            return IamErrors.Missing("desired_iam_id");
        }

        if (!desired.StartsWith(Prefix, StringComparison.Ordinal) || desired.Split(':').Length != Segments)
        {
            return IamErrors.ResourceNameInvalid;
        }

        return parent.Owner is FakeServiceId { MayDelegate: false } or FakeUser ? IamErrors.NotAuthorized : Grant(exchange, parent, desired);
    }

    private static Granted Grant(Exchange exchange, ParentToken parent, string iamId)
    {
        var crn = iamId["crn-".Length..];
        var granted = new Issue(exchange, parent.Owner) { LatestExpiry = exchange.Iam.Clock.GetUtcNow() + Lifetime }.WithoutRefreshToken();
        var subject = new JsonObject
        {
            ["iam_id"] = iamId, ["id"] = iamId, ["realmid"] = "crn", ["identifier"] = crn, ["sub"] = crn, ["sub_type"] = "CRN",
        };
        var authentication = new JsonObject { ["sub"] = crn, ["iam_id"] = iamId, ["sub_type"] = "CRN" };
        return granted with { Subject = granted.Subject with { Subject = subject, Authentication = authentication, Acr = 0, Amr = [] } };
    }
}

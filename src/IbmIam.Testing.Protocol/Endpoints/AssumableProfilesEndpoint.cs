using System.Text.Json.Nodes;
using IbmIam.Testing.Grants;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>The profiles that the owner of a token may assume, or that a compute resource may get tokens for.</summary>
internal static class AssumableProfilesEndpoint
{
    public static FakeResponse Answer(Exchange exchange)
    {
        if (Refuse(exchange, out var trusts) is { } refusal)
        {
            return refusal.ToResponse(exchange);
        }

        JsonNode[] profiles =
        [
            .. exchange.Iam.Identities.All.OfType<FakeProfile>().Where(trusts)
                .OrderBy(profile => profile.Created).ThenBy(profile => profile.Id, StringComparer.Ordinal).Select(Say),
        ];
        return FakeResponse.Of(new JsonObject { ["count"] = profiles.Length, ["profiles"] = new JsonArray(profiles) });
    }

    private static IamError? Refuse(Exchange exchange, out Func<FakeProfile, bool> trusts)
    {
        trusts = _ => false;
        if ((exchange.Request.IsForm ? TokenEndpoint.FormFlaw(exchange.Form) : IamErrors.Missing("access_token")) is { } flaw)
        {
            return flaw;
        }

        if (exchange.Form["cr_token"] is { Length: > 0 } token)
        {
            var resource = FindResource(exchange.Iam, token);
            trusts = profile => profile.TrustsResource(resource!);
            return resource is null ? IamErrors.TokenMalformed : null;
        }

        if (!exchange.Form.Has("access_token"))
        {
            return IamErrors.Missing("access_token");
        }

        var refusal = ParentToken.Read(exchange, out var parent);
        trusts = profile => profile.TrustsIdentity(parent.Owner);
        return refusal;
    }

    /// <summary>A virtual server sends the token that its metadata service issued.</summary>
    private static FakeComputeResource? FindResource(FakeIam iam, string token) =>
        iam.Mint.Read(token) is { Flaw: Minting.TokenFlaw.InstanceIdentity } ? iam.VirtualServer : iam.Identities.FindComputeResource(token);

    private static JsonNode Say(FakeProfile profile)
    {
        lock (profile.Changing)
        {
            return new JsonObject
            {
                ["id"] = profile.Id,
                ["entity_tag"] = IdentitiesEndpoint.Tag(profile),
                ["crn"] = profile.Crn,
                ["name"] = profile.Name,
                ["description"] = profile.Description,
                ["created_at"] = Management.Date(profile.Created),
                ["modified_at"] = Management.Date(profile.Modified),
                ["iam_id"] = profile.IamId,
                ["account_id"] = profile.AccountId,
            };
        }
    }
}

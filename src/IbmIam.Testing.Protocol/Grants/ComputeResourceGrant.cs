using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>Exchanges a compute resource's token for a token of a profile that trusts it.</summary>
internal static class ComputeResourceGrant
{
    public static Decision Decide(Exchange exchange)
    {
        if (!exchange.Form.Has("cr_token"))
        {
            return IamErrors.Missing("cr_token");
        }

        if (exchange.Iam.Identities.FindComputeResource(exchange.Form["cr_token"]) is not { } resource)
        {
            return IamErrors.TokenMalformed;
        }

        if (ProfileChoice.Find(exchange, nameNeedsAccount: false, out var profile) is { } flaw)
        {
            return flaw;
        }

        return AccountRules.RefuseTenant(exchange, profile) is { } refused ? refused : For(exchange, resource, profile);
    }

    public static Decision For(Exchange exchange, FakeComputeResource resource, FakeProfile profile)
    {
        exchange.Identity = profile.Id;
        if (!profile.TrustsResource(resource))
        {
            return IamErrors.ProfileNotEligible(resource.Name, profile.IamId);
        }

        return new Issue(exchange, profile)
        {
            GrantType = Recording.GrantNames.Prefix + "cr-token", Authentication = resource.Authentication(),
        }.WithoutRefreshToken();
    }
}

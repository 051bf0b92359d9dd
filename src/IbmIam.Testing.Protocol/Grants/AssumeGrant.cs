using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>Exchanges a token for a token of a profile that trusts its owner. It expires no later than the access token that was sent.</summary>
internal static class AssumeGrant
{
    public static Decision Decide(Exchange exchange)
    {
        if (ParentToken.Read(exchange, out var parent) is { } refusal)
        {
            return refusal;
        }

        if (ProfileChoice.Find(exchange, nameNeedsAccount: true, out var profile) is { } flaw)
        {
            return flaw;
        }

        if (!profile.TrustsIdentity(parent.Owner))
        {
            return IamErrors.ProfileNotEligible(parent.Owner.IamId, profile.IamId);
        }

        return new Issue(exchange, profile) { Authentication = parent.Authentication, LatestExpiry = parent.ExpiresAt }.WithoutRefreshToken("not_supported");
    }
}

using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>Checks the account that a client requests (<c>account</c>) and the accounts that it allows (<c>ibm-cloud-tenant</c>).</summary>
internal static class AccountRules
{
    public static IamError? Refuse(Exchange exchange, FakeIdentity owner)
    {
        var account = exchange.Form["account"];
        return account.Length > 0 && account != owner.AccountId ? IamErrors.UserSuspended : RefuseTenant(exchange, owner);
    }

    public static IamError? RefuseTenant(Exchange exchange, FakeIdentity owner)
    {
        var tenants = exchange.Request.Header("ibm-cloud-tenant").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return tenants.Length == 0 || tenants.Contains(owner.AccountId, StringComparer.Ordinal) ? null : IamErrors.TenantNotAllowed;
    }
}

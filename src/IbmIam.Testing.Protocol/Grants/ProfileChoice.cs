using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>Finds the profile that a form names; all the identifiers in the form must match it.</summary>
internal static class ProfileChoice
{
    public static IamError? Find(Exchange exchange, bool nameNeedsAccount, out FakeProfile profile)
    {
        var form = exchange.Form;
        profile = null!;
        if (!form.Has("profile_id") && !form.Has("profile_crn") && !form.Has("profile_name"))
        {
            return IamErrors.Missing("profile_id");
        }

        if (nameNeedsAccount && form.Has("profile_name") && !form.Has("profile_id") && !form.Has("profile_crn") && !form.Has("account"))
        {
            return IamErrors.Missing("account");
        }

        var found = exchange.Iam.Identities.FindProfile(candidate =>
            Fits(form["profile_id"], candidate.Id) && Fits(form["profile_crn"], candidate.Crn)
            && Fits(form["profile_name"], candidate.Name) && Fits(form["account"], candidate.AccountId));
        if (found is null)
        {
            var asked = new[] { form["profile_id"], form["profile_crn"], form["profile_name"] }.First(name => name.Length > 0);
            return IamErrors.ObjectNotFound("Profile", asked) with { Status = 400 };
        }

        profile = found;
        return null;
    }

    private static bool Fits(string asked, string actual) => asked.Length == 0 || asked == actual;
}

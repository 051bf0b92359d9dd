using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>What the token endpoint refuses, and in which words.</summary>
public sealed class TokenRefusals : IDisposable
{
    private const string Prefix = "grant_type=urn:ibm:params:oauth:grant-type:";
    private const string Delegated = Prefix + "apikey&apikey=KEY&response_type=delegated_refresh_token";
    private const string Crn = "crn:v1:bluemix:public:iam-identity::a/fa4e0000fa4e4000a000fa4e00000001::profile:Profile-none";

    private readonly FrozenFake _fake = new();

    /// <summary>A form, where KEY, TOKEN, RESOURCE and PROFILE are good ones, and its refusal.</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { "", Missing("grant_type") },
        { Prefix + "apikey", Missing("apikey") },
        { Prefix + "cr-token&profile_id=PROFILE", Missing("cr_token") },
        { Prefix + "cr-token&cr_token=RESOURCE", Missing("profile_id") },
        { Prefix + "cr-token&cr_token=RESOURCE&profile_id=Profile-none", NotFound("Profile", "Profile-none", 400) },
        { Prefix + "cr-token&cr_token=RESOURCE&profile_crn=" + Crn, NotFound("Profile", Crn, 400) },
        { Prefix + "cr-token&cr_token=RESOURCE&profile_name=none", NotFound("Profile", "none", 400) },
        { Prefix + "assume&profile_id=PROFILE", Missing("access_token") },
        { Prefix + "assume&access_token=TOKEN&profile_name=default", Missing("account") },
        { Prefix + "assume&access_token=TOKEN&profile_name=default&account=none", NotFound("Profile", "default", 400) },
        { Prefix + "iam-authz&desired_iam_id=crn-crn:v1:a:b:c:d:e:f:g:h", Missing("access_token") },
        { Prefix + "iam-authz&access_token=TOKEN", Missing("desired_iam_id") },
        { Prefix + "passcode", Missing("passcode") },
        { "grant_type=password&username=user@example.com", Missing("password") },
        { "grant_type=password&password=fake.password", Missing("username") },
        { "grant_type=password&username=nobody@example.com&password=fake.password", "401 BXNIM0602E The credentials you entered for the user 'nobody@example.com' are incorrect." },
        { "grant_type=authorization_code", Missing("code") },
        { "grant_type=refresh_token", Missing("refresh_token") },
        {
            "grant_type=magic",
            Invalid("grant_type", "magic", "'urn:ibm:params:oauth:grant-type:apikey', 'refresh_token', 'urn:ibm:params:oauth:grant-type:delegated-refresh-token', "
                + "'urn:ibm:params:oauth:grant-type:passcode', 'password', 'authorization_code', 'urn:ibm:params:oauth:grant-type:cr-token', "
                + "'urn:ibm:params:oauth:grant-type:assume', 'urn:ibm:params:oauth:grant-type:iam-authz'")
        },
        { Prefix + "apikey&apikey=%", Invalid("body", "****", "a percent-encoded form in UTF-8") },
        { Prefix + "apikey&apikey=x&apikey=y", Invalid("apikey", "[****, ****]", "one value") },
        { Prefix + "apikey&apikey=KEY&response_type=uaa", Invalid("response_type", "uaa", "'cloud_iam'") },
        { Delegated, Missing("receiver_client_ids") },
        { Delegated + "&receiver_client_ids=kube&delegated_refresh_token_expiry=0", Invalid("delegated_refresh_token_expiry", "0", "a number of seconds") },
        { Delegated + "&receiver_client_ids=kube&delegated_refresh_token_expiry=soon", Invalid("delegated_refresh_token_expiry", "soon", "a number of seconds") },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_wrong_form_is_refused(string form, string refusal)
    {
        var sent = form.Replace("KEY", _fake.Iam.ApiKey, StringComparison.Ordinal).Replace("TOKEN", _fake.Iam.MintToken(), StringComparison.Ordinal)
            .Replace("RESOURCE", _fake.Iam.AddComputeResource("pod").Token, StringComparison.Ordinal).Replace("PROFILE", _fake.Iam.DefaultProfile.Id, StringComparison.Ordinal);

        Assert.Equal(refusal, (await _fake.FormAsync(sent)).Refusal());
    }

    public void Dispose() => _fake.Dispose();
}

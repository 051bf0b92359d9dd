using IbmIam.Caching;
using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>The form of a cache file, and the key of a request.</summary>
public sealed class Sealing
{
    private const int Version = 8;
    private const int Salt = 16;
    private const int Nonce = 12;
    private const int Tag = 16;
    private static readonly Uri Endpoint = new("https://iam.cloud.ibm.com");

    [Fact]
    public void A_text_is_sealed_with_a_salt_and_a_nonce_of_its_own()
    {
        var files = Enumerable.Range(0, 3).Select(static _ => SealedFile.Seal([1], "name", [7, 8])).ToList();

        Assert.All(files, static file => Assert.Equal(Version + Salt + Nonce + 2 + Tag, file.Length));
        Assert.Equal(3, files.Select(static file => Convert.ToHexString(file, Version, Salt)).Distinct().Count());
        Assert.Equal(3, files.Select(static file => Convert.ToHexString(file, Version + Salt, Nonce)).Distinct().Count());
        Assert.All(files, static file => Assert.Equal([7, 8], SealedFile.Open([1], "name", file)!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void A_file_of_any_other_length_is_none(int length)
    {
        var file = SealedFile.Seal([1], "name", new byte[length]);

        Assert.Equal(length, SealedFile.Open([1], "name", file)?.Length);
        Assert.All(Enumerable.Range(0, file.Length), cut => Assert.Null(SealedFile.Open([1], "name", file[..cut])));
        Assert.Null(SealedFile.Open([1], "name", [.. file, 0]));
    }

    [Fact]
    public void A_file_opens_for_its_name_and_secret_alone()
    {
        var file = SealedFile.Seal([1], "name", [7]);

        Assert.Null(SealedFile.Open([2], "name", file));
        Assert.Null(SealedFile.Open([1], "nama", file));
        Assert.All(Enumerable.Range(0, file.Length), at =>
        {
            var harmed = (byte[])file.Clone();
            harmed[at] ^= 1;
            Assert.Null(SealedFile.Open([1], "name", harmed));
        });
    }

    [Fact]
    public void A_name_is_thirty_two_digits_and_of_the_secret_and_the_request()
    {
        string[] names = [SealedFile.Name([1], [1]), SealedFile.Name([1], [2]), SealedFile.Name([2], [1])];

        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, static name => Assert.Matches("^[0-9a-f]{32}$", name));
        Assert.Equal(names[0], SealedFile.Name([1], [1]));
    }

    /// <summary>Fields next to each other: a letter that moves from one to the next makes another request.</summary>
    [Theory]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("ab", "", "", "ab")]
    [InlineData("ab", null, null, "ab")]
    [InlineData("", null, null, "")]
    [InlineData("", "", "", null)]
    [InlineData(null, null, null, "")]
    [InlineData("a", null, "a", "")]
    public void A_key_tells_fields_apart(string? scope, string? account, string? otherScope, string? otherAccount)
    {
        var (one, other) = (Request() with { Scope = scope, Account = account }, Request() with { Scope = otherScope, Account = otherAccount });

        Assert.NotEqual(TokenKey.Of(one), TokenKey.Of(other));
        Assert.Equal(TokenKey.Of(one), TokenKey.Of(one with { }));
        Assert.Equal(TokenKey.Of(one).GetHashCode(), TokenKey.Of(one with { }).GetHashCode());
    }

    [Fact]
    public void A_key_is_of_all_that_a_request_says()
    {
        var (id, name) = (new TrustedProfile(TrustedProfile.ById, "p"), new TrustedProfile(TrustedProfile.ByName, "p"));
        var secret = Secret.From("s");
        var vpc = new IamCredential.VpcIdentity(Endpoint, "v", null) { Source = "" };
        IamCredential key = new IamCredential.ApiKey(secret) { Source = "" };
        TokenRequest[] requests =
        [
            Request(),
            Request() with { Endpoint = new("https://other") },
            Request() with { Client = new("i", secret) },
            Request() with { Client = new("i", Secret.From("t")) },
            Request() with { Tenant = "t" },
            Request() with { Scope = "t" },
            Request() with { Account = "t" },
            .. ((IamCredential[])[
                key,
                new IamCredential.RefreshToken(secret) { Source = "" },
                new IamCredential.Passcode(secret) { Source = "" },
                new IamCredential.ReadyToken(secret) { Source = "" },
                new IamCredential.CliSession { Source = "" },
                new IamCredential.ComputeResource(secret, id) { Source = "" },
                new IamCredential.ComputeResource(secret, name) { Source = "" },
                new IamCredential.ComputeResource(Secret.From("t"), name) { Source = "" },
                vpc,
                vpc with { Version = "w" },
                vpc with { Url = new("https://other") },
                vpc with { Profile = id },
                vpc with { Profile = name },
                new IamCredential.Assumed(key, id) { Source = "" },
                new IamCredential.Assumed(key, name) { Source = "" },
                new IamCredential.Assumed(key, new(TrustedProfile.ById, "q")) { Source = "" },
                new IamCredential.Assumed(vpc, id) { Source = "" },
            ]).Select(static credential => Request() with { Credential = credential }),
        ];

        Assert.Equal(requests.Length, requests.Select(TokenKey.Of).Distinct().Count());
        Assert.Equal(TokenKey.Of(Request()), TokenKey.Of(Request() with { Credential = new IamCredential.ApiKey(Secret.From("key")) { Source = "elsewhere" } }));
    }

    [Fact]
    public void A_key_is_equal_to_keys_alone_and_prints_masked()
    {
        var key = TokenKey.Of(Request());

        Assert.False(key.Equals(null));
        Assert.False(key.Equals((object)"***"));
        Assert.True(key.Equals((object)TokenKey.Of(Request())));
        Assert.Equal("***", key.ToString());
    }

    private static TokenRequest Request() => new(Endpoint, new IamCredential.ApiKey(Secret.From("key")) { Source = "" });
}

namespace IbmIam.Testing.Tests;

/// <summary>What a fake begins with: the options and times that it takes, who there is.</summary>
public sealed class Beginnings
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero) - TimeSpan.FromTicks(1);

    [Fact]
    public void Each_option_out_of_its_range_is_told()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new FakeIam(new FakeIamOptions
        {
            Port = 65_536,
            TokenLifetime = TimeSpan.FromSeconds(86_401),
            RefreshTokenLifetime = TimeSpan.Zero,
            SessionInactivity = TimeSpan.FromSeconds(1.5),
            RequestLogCapacity = 1_000_001,
        }));

        Assert.Equal(
            "The fake IAM can't start: Port is 65536: use 0 (any free port) or a number up to 65535. TokenLifetime is 1.00:00:01: use whole seconds from 1 second to 1 day. "
            + "RefreshTokenLifetime is 00:00:00: use whole seconds from 1 second to 30 days. SessionInactivity is 00:00:01.5000000: use whole seconds from 1 second to 30 days. "
            + "RequestLogCapacity is 1000001: use 0 to 1000000.",
            refusal.Message);
        Assert.StartsWith(
            "The fake IAM can't start: Port is -1: use 0 (any free port) or a number up to 65535. RequestLogCapacity is -1: use 0 to 1000000.",
            Assert.Throws<ArgumentException>(() => new FakeIam(new FakeIamOptions { Port = -1, RequestLogCapacity = -1 })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 1, 1, 0)]
    [InlineData(65_535, 86_400, 2_592_000, 2_592_000, 1_000_000)]
    public void Each_option_takes_the_ends_of_its_range(int port, int life, int refresh, int rest, int capacity)
    {
        using var iam = new FakeIam(new FakeIamOptions
        {
            Port = port,
            TokenLifetime = TimeSpan.FromSeconds(life),
            RefreshTokenLifetime = TimeSpan.FromSeconds(refresh),
            SessionInactivity = TimeSpan.FromSeconds(rest),
            RequestLogCapacity = capacity,
        });

        Assert.Equal(life, iam.Options.TokenLifetime.TotalSeconds);
    }

    [Fact]
    public void The_clock_goes_from_the_first_tick_of_2000_to_the_last_of_2999()
    {
        using var fake = new PagedFake();
        var clock = fake.Iam.Clock;

        Assert.All([Earliest, Latest], end =>
        {
            clock.Set(end);
            Assert.Equal(end, clock.Now);
            clock.Set(new DateTimeOffset(2500, 1, 1, 0, 0, 0, TimeSpan.Zero));
            clock.Advance(end - clock.Now);
            Assert.Equal(end, clock.Now);
        });
        clock.Set(Earliest);
        AssertRefused("by", () => clock.Advance(TimeSpan.FromTicks(-1)));
        AssertRefused("now", () => clock.Set(Earliest - TimeSpan.FromTicks(1)));
        Assert.Equal(Earliest, clock.Now);
        clock.Set(Latest);
        AssertRefused("by", () => clock.Advance(TimeSpan.FromTicks(1)));
        AssertRefused("now", () => clock.Set(Latest + TimeSpan.FromTicks(1)));
        Assert.Equal(Latest, clock.Now);

        static void AssertRefused(string parameter, Action move)
        {
            var refusal = Assert.Throws<ArgumentOutOfRangeException>(move);
            Assert.Equal((parameter, $"The clock would leave the years 2000 to 2999: use a nearer time. (Parameter '{parameter}')"), (refusal.ParamName, refusal.Message));
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(86_400, true)]
    [InlineData(0, false)]
    [InlineData(86_401, false)]
    [InlineData(0.5, false)]
    public void An_identitys_tokens_live_whole_seconds_up_to_a_day(double seconds, bool taken)
    {
        using var iam = FakeIamServer.Start();
        var life = TimeSpan.FromSeconds(seconds);

        if (taken)
        {
            iam.DefaultServiceId.TokenLifetime = life;
        }
        else
        {
            var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => iam.DefaultServiceId.TokenLifetime = life);
            Assert.StartsWith($"TokenLifetime is {life}: use whole seconds from 1 second to 1 day.", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(taken ? life : null, iam.DefaultServiceId.TokenLifetime);
        var claims = Jwt.Payload(iam.MintToken());
        Assert.Equal(taken ? seconds : 3600, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.Equal(Client.Prefix + "apikey", claims.Text("grant_type"));
    }

    [Fact]
    public void Those_whom_every_fake_knows_are_these()
    {
        using var iam = FakeIamServer.Start();
        var (service, user, profile) = (iam.DefaultServiceId, iam.DefaultUser, iam.DefaultProfile);

        Assert.Equal(("default", "ServiceId-00000000-0000-4000-8000-00000000fa4e", "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", true), (service.Name, service.Id, service.IamId, service.MayDelegate));
        Assert.Equal("fake.api.key.of.the.default.service.id", service.ApiKey);
        Assert.Equal(("user@example.com", "IBMid-00000FA4E0", "IBMid-00000FA4E0", "user@example.com"), (user.Name, user.Id, user.IamId, user.Email));
        Assert.Equal("fake.password", user.Password);
        Assert.Matches("^fake\\.key\\.[0-9a-f]{32}$", user.ApiKey);
        Assert.Equal(("default", "iam-Profile-00000000-0000-4000-8000-00000000fa4e", true), (profile.Name, profile.IamId, profile.TrustsEveryone));
        Assert.Equal($"crn:v1:bluemix:public:iam-identity::a/{iam.AccountId}::profile:Profile-00000000-0000-4000-8000-00000000fa4e", profile.Crn);
        Assert.Equal($"crn:v1:bluemix:public:iam-identity::a/{iam.AccountId}::computeresource:pod", iam.AddComputeResource("pod").Crn);
        Assert.All([service.AccountId, user.AccountId, profile.AccountId], account => Assert.Equal("fa4e0000fa4e4000a000fa4e00000001", account));
    }

    [Fact]
    public void A_name_or_an_id_stands_for_an_identity_in_a_text_and_never_its_secret()
    {
        using var iam = FakeIamServer.Start();

        Assert.Equal((iam.DefaultServiceId.Id, iam.DefaultUser.Id, "pod"), (iam.DefaultServiceId.ToString(), iam.DefaultUser.ToString(), iam.AddComputeResource("pod").ToString()));
    }

    [Fact]
    public void A_service_ID_without_a_key_has_an_empty_one()
    {
        using var fake = new PagedFake();

        Assert.Equal("", fake.Iam.Identities.AddServiceIdWithoutKey("none").ApiKey);
    }
}

using IbmIam.Caching;
using IbmIam.Core.Tests.Infra;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>What a held token is good for, to the tick.</summary>
public sealed class Ages : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly Bed _bed = Bed.OnFakeClock();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData(2880, -1, 0, "Serve", true)]
    [InlineData(2880, 0, 0, "Renew", true)]
    [InlineData(3590, -1, 0, "Renew", true)]
    [InlineData(3590, 0, 0, "Gone", false)]
    [InlineData(3600, 1, 0, "Gone", false)]
    [InlineData(600, 0, 3000, "Serve", true)]
    [InlineData(600, 1, 3000, "Gone", false)]
    [InlineData(0, 0, 3600, "Serve", true)]
    [InlineData(3590, -1, 10, "Renew", true)]
    [InlineData(3590, -2, 11, "Gone", false)]
    public void It_serves_ages_and_ends(int seconds, int ticks, int minimum, string state, bool lives)
    {
        var held = Held();
        _bed.Clock.Advance(TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(ticks));

        Assert.Equal(lives, held.IsValidFor(TimeSpan.FromSeconds(minimum)));
        Assert.Equal(state, held.StateFor(TimeSpan.FromSeconds(minimum)).ToString());
    }

    [Fact]
    public void Who_renews_is_told_once_in_forty_five_seconds()
    {
        var held = Held();
        _bed.Clock.Advance(TimeSpan.FromMinutes(48));

        Assert.Equal(TokenState.Renew, held.StateFor(TimeSpan.Zero));
        Assert.Equal(TokenState.Serve, held.StateFor(TimeSpan.Zero));
        _bed.Clock.Advance(TimeSpan.FromSeconds(45) - Tick);
        Assert.Equal(TokenState.Serve, held.StateFor(TimeSpan.Zero));
        _bed.Clock.Advance(Tick);
        Assert.Equal(TokenState.Renew, held.StateFor(TimeSpan.Zero));
    }

    /// <summary>A token of another process has no moment on this one's counting clock: it is reckoned back.</summary>
    [Fact]
    public void A_stored_token_ages_though_the_wall_clock_is_set_back()
    {
        var clocks = new TwoClocks(_bed.Clock);
        var held = HeldToken.Of(clocks, new("a"), "a test", Hour, new HeldToken.Start(clocks, clocks.GetUtcNow() - TimeSpan.FromMinutes(30)));
        clocks.SetBy = TimeSpan.FromMinutes(-60);
        _bed.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(TimeSpan.FromMinutes(20), held.Left);
    }

    [Theory]
    [InlineData(5, 0, true)]
    [InlineData(5, 1, false)]
    [InlineData(0, 0, true)]
    [InlineData(-3600, 0, true)]
    public void A_stored_token_may_begin_five_seconds_ahead(int seconds, int ticks, bool read)
    {
        var ahead = TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(ticks);
        var written = HeldToken.Of(_bed.Clock, new("a"), "a test", Hour, new HeldToken.Start(_bed.Clock, _bed.Clock.GetUtcNow() + ahead));

        Assert.Equal(read, StoredToken.Read(StoredToken.Write(written), "a test", _bed.Clock) is not null);
    }

    [Theory]
    [InlineData("a", 24, 0, true)]
    [InlineData("a", 24, 1, false)]
    [InlineData("", 1, 0, false)]
    public void A_stored_token_has_a_text_and_a_day_at_most(string text, int hours, int ticks, bool read)
    {
        var written = HeldToken.Of(_bed.Clock, new(text), "a test", TimeSpan.FromHours(hours) + TimeSpan.FromTicks(ticks));

        Assert.Equal(read, StoredToken.Read(StoredToken.Write(written), "a test", _bed.Clock) is not null);
    }

    [Fact]
    public void A_stored_token_is_read_as_it_was_written()
    {
        TokenAnswer[] answers = [new("a") { TokenType = "MAC", Scope = "ibm", RefreshToken = "r", Identity = "me" }, new("a")];
        foreach (var answer in answers)
        {
            var read = StoredToken.Read(StoredToken.Write(HeldToken.Of(_bed.Clock, answer, "then", Hour)), "now", _bed.Clock)!.Fetched;

            Assert.Equal(
                (answer.AccessToken, answer.TokenType, answer.Scope, answer.RefreshToken, answer.Identity, "now"),
                (read.AccessToken, read.TokenType, read.Scope, read.RefreshToken, read.Identity, read.Source));
        }
    }

    [Fact]
    public void Bytes_cut_short_anywhere_are_no_stored_token()
    {
        var bytes = StoredToken.Write(Held());

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(StoredToken.Read(bytes[..length], "a test", _bed.Clock)));
        Assert.Null(StoredToken.Read([.. Enumerable.Repeat((byte)0xFF, 40)], "a test", _bed.Clock));
    }

    private HeldToken Held() => HeldToken.Of(_bed.Clock, new("a"), "a test", Hour);
}

using IbmIam.Core.Tests.Infra;
using IbmIam.Diagnostics;

namespace IbmIam.Core.Tests;

/// <summary>What comes from outside, made fit to print.</summary>
public sealed class Cleaning
{
    [Theory]
    [InlineData("a b", "x a%20b x", "x *** x")]
    [InlineData("a b", "x a+b x", "x *** x")]
    [InlineData("a b", "x A B x", "x *** x")]
    [InlineData("a\"b", """x a\u0022b x""", "x *** x")]
    [InlineData("secret", "x c2VjcmV0 x", "x *** x")]
    [InlineData("", "nothing", "nothing")]
    [InlineData("none", "a eyJhbGciOi.eyJzdWIi.c2ln b", "a *** b")]
    [InlineData("none", "a eyJhbGci b", "a *** b")]
    [InlineData("none", "a eyJhbGc b", "a eyJhbGc b")]
    public void A_secret_is_masked_in_every_form(string secret, string text, string clean)
    {
        var scrubber = new Scrubber();
        scrubber.Add(secret);

        Assert.Equal(clean, scrubber.Clean(text));
    }

    [Fact]
    public void Of_secrets_within_each_other_the_longest_is_masked_first()
    {
        var scrubber = new Scrubber();
        scrubber.Add("ab");
        scrubber.Add("abcdef");

        Assert.Equal("x *** y *** z", scrubber.Clean("x abcdef y ab z"));
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("a\nb", 3, "a b")]
    [InlineData("a\u2028b\u2029c\u200Ed", 9, "a b c d")]
    [InlineData(" a ", 9, "a")]
    [InlineData("", 3, "")]
    public void A_text_is_one_line_of_so_many_letters(string text, int longest, string printable) => Assert.Equal(printable, Scrubber.Printable(text, longest));

    [Theory]
    [InlineData("""{"errorCode":"E1","code":"E2","errorMessage":"one","message":"two","context":{"requestId":"r"},"trace":"t"}""", "status 400, E1, one", "r")]
    [InlineData("""{"code":"E2","message":"two","trace":"t"}""", "status 400, E2, two", "t")]
    [InlineData("""{"errors":[{"code":"E3","message":"three."}],"trace":"t"}""", "status 400, E3, three", "t")]
    [InlineData("""{"errors":[],"errorCode":"E4"}""", "status 400, E4", null)]
    [InlineData("""{"errors":{"code":"E5"},"errorCode":"E6"}""", "status 400, E6", null)]
    [InlineData("""{"errorMessage":"one","errorDetails":"two"}""", "status 400, one two", null)]
    [InlineData("""{"errorMessage":"one","errorDetails":"one"}""", "status 400, one", null)]
    [InlineData("""{"errorCode":"a_b-c.D9"}""", "status 400, a_b-c.D9", null)]
    [InlineData("""{"errorCode":"a b"}""", "status 400", null)]
    [InlineData("""{"errorCode":"0123456789012345678901234567890123456789"}""", "status 400, 0123456789012345678901234567890123456789", null)]
    [InlineData("""{"errorCode":"01234567890123456789012345678901234567890"}""", "status 400", null)]
    [InlineData("""{"requestId":"r"}""", "status 400", "r")]
    [InlineData("[1]", "status 400", null)]
    [InlineData("<html>", "status 400", null)]
    public void Iams_errors_are_read_in_every_shape(string body, string said, string? transaction)
    {
        var error = IamError.Read(400, body, null, new Scrubber());

        Assert.Equal((said, transaction), (error.Description, error.TransactionId));
        Assert.Equal("mine", IamError.Read(400, body, "mine", new Scrubber()).TransactionId);
    }

    [Theory]
    [InlineData(40, "the variable AAAA")]
    [InlineData(41, "a variable with a 41-character name")]
    public void A_long_name_may_be_a_secret(int length, string shown) =>
        Assert.Contains($"names {shown}", Problems.VariableEmpty("ApiKeyVariable", new string('A', length)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(20, "the variable aaaa")]
    [InlineData(21, "a variable with a 21-character name")]
    public void A_name_in_small_letters_may_be_a_secret(int length, string shown) =>
        Assert.Contains($"names {shown}", Problems.VariableEmpty("ApiKeyVariable", new string('a', length)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void A_wait_that_is_over_before_two_seconds_is_not_told(int longest, bool told)
    {
        using var bed = Bed.OnFakeClock();
        using var notice = new WaitNotice(bed.Host, "it", TimeSpan.FromSeconds(longest));
        bed.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(told ? ["info Waiting for it, up to 1 s more."] : [], bed.Log.Information);
    }

    [Fact]
    public void A_token_tells_its_type_and_whom_it_speaks_for()
    {
        var token = new IamToken(TimeProvider.System) { AccessToken = "canary", ExpiresAt = Bed.Noon, Source = "a test", Identity = "me" };

        Assert.Equal("Bearer", token.TokenType);
        Assert.Equal("IBM Cloud IAM token for me, until 2026-01-02 12:00:00Z, from a test", token.ToString());
        Assert.Equal("IBM Cloud IAM token for an unknown identity, until 2026-01-02 12:00:00Z, from a test", new IamToken(TimeProvider.System) { AccessToken = "canary", ExpiresAt = Bed.Noon, Source = "a test" }.ToString());
        Assert.Same(token.AuthorizationHeader, token.AuthorizationHeader);
        Assert.Equal("Bearer canary", token.AuthorizationHeader);
    }

    [Fact]
    public void A_secret_is_equal_to_its_like_alone()
    {
        var secret = Secret.From("s3cret");

        Assert.True(secret.Equals(Secret.From("s3cret")));
        Assert.True(secret.Equals((object)Secret.From("s3cret")));
        Assert.False(secret.Equals(Secret.From("S3cret")));
        Assert.False(secret.Equals(null));
        Assert.False(secret.Equals((object)"s3cret"));
        Assert.Equal(Secret.From("s3cret").GetHashCode(), secret.GetHashCode());
        Assert.Equal("***", secret.ToString());
        Assert.Throws<ArgumentNullException>(static () => Secret.From(null!));
    }

    [Fact]
    public void A_warning_is_told_again_after_a_clear()
    {
        var memory = new TokenMemory();

        Assert.True(memory.TryMarkWarned("a"));
        Assert.False(memory.TryMarkWarned("a"));
        Assert.True(memory.TryMarkWarned("b"));
        memory.Clear();
        Assert.True(memory.TryMarkWarned("a"));
    }

    [Fact]
    public void What_must_be_given_is_named()
    {
        Assert.Equal("settings", Assert.Throws<ArgumentNullException>(static () => new IamClient(null!)).ParamName);
        using var transport = BearerTokenHandler.CreateTransport();
        Assert.Equal("client", Assert.Throws<ArgumentNullException>(() => new BearerTokenHandler(null!, transport)).ParamName);
    }
}

using System.Buffers.Text;
using System.Text;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>What an access token says of itself, read for display and expiry alone.</summary>
public sealed class TokenClaims
{
    [Theory]
    [InlineData("""{"identifier":"ServiceId-1","sub":"s","iam_id":"i","name":"deployer","email":"e"}""", "ServiceId-1 (deployer)")]
    [InlineData("""{"sub":"s","iam_id":"i","email":"a@example.com"}""", "s (a@example.com)")]
    [InlineData("""{"iam_id":"i","name":"deployer"}""", "i (deployer)")]
    [InlineData("""{"identifier":"","sub":"s","name":""}""", "s")]
    [InlineData("""{"sub":"s"}""", "s")]
    [InlineData("""{"name":"deployer","email":"e"}""", "deployer")]
    [InlineData("""{"email":"e"}""", "e")]
    [InlineData("""{"identifier":17,"sub":null}""", null)]
    [InlineData("{}", null)]
    public void Tell_whom_it_speaks_for(string claims, string? identity) => Assert.Equal(identity, Claims.Read(Token(claims))!.Identity);

    [Fact]
    public void Are_cut_and_cleaned_for_display() => Assert.Equal(new string('x', 100) + "…", Claims.Read(Token($$"""{"sub":"{{new string('x', 500)}}"}"""))!.Identity!);

    [Theory]
    [InlineData("""{"exp":1700003600,"iat":1700000000}""", 1700003600d, 1700000000d)]
    [InlineData("""{"exp":1700003600.5}""", 1700003600.5, null)]
    [InlineData("""{"iat":1700000000}""", null, 1700000000d)]
    [InlineData("""{"exp":"1700003600","iat":null}""", null, null)]
    [InlineData("""{"exp":1e999,"iat":-1e999}""", null, null)]
    public void Tell_when_it_began_and_ends(string claims, double? expires, double? issued)
    {
        var read = Claims.Read(Token(claims))!;

        Assert.Equal((expires, issued), (read.Expires, read.Issued));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.e30.c.d")]
    [InlineData("a.!!!!.c")]
    [InlineData("a.W10.c")]
    [InlineData("a.MTc.c")]
    [InlineData("a.bm9uc2Vuc2U.c")]
    public void Are_none_where_the_text_is_no_token(string text) => Assert.Null(Claims.Read(text));

    private static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.sig";
}

namespace IbmIam.Testing.Tests;

/// <summary>The log's memory is bounded by all that an entry keeps.</summary>
public sealed class LongEntries
{
    [Theory]
    [InlineData("path")]
    [InlineData("explanation")]
    public void What_is_long_counts_wherever_it_stands(string where)
    {
        var (text, log) = (new string('x', 1024 * 1024), new RequestLog(100));

        for (var i = 0; i < 50; i++)
        {
            log.Add(new FakeIamRequest { At = default, Method = "GET", Status = 400, Path = where == "path" ? text : "/", Explanation = where == "path" ? null : text });
        }

        Assert.Equal(15, log.Count);
    }

    [Fact]
    public void A_refusal_repeats_the_beginning_of_a_long_id()
    {
        using var fake = new PagedFake();
        var id = string.Concat(Enumerable.Repeat("long.", 1600));

        var answer = fake.Ask("GET", "/v1/serviceids/" + id, "", ("Authorization", "Bearer " + fake.Iam.MintToken(fake.Iam.Default, new FakeTokenForm())));

        Assert.Equal($"Object Type: 'ServiceId' with ID: '{id[..120]}…' not found.", PagedFake.Read(answer.Body).Text("errorDetails"));
    }
}

namespace IbmIam.Testing.Tests;

/// <summary>A client may come as soon as the server listens: all is set up before that.</summary>
public sealed class StartingOrder : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("fake-iam").FullName, "iam.json");

    [Theory]
    [InlineData(false, "http://127.0.0.1:1234/identity")]
    [InlineData(true, "https://127.0.0.1:1234/identity")]
    public void The_issuer_is_known_before_the_start_where_the_port_is(bool https, string issuer)
    {
        using var iam = new FakeIam(new FakeIamOptions { Port = 1234, Https = https });

        Assert.Equal(issuer, iam.Issuer);
    }

    [Fact]
    public void A_mistake_in_the_file_is_told_whatever_was_planned_before_it()
    {
        File.WriteAllText(_file, """{ "failOnUnusedFaults": true, "faults": [{ "kind": "empty", "next": 1 }], "protect": [{ "path": "api" }] }""");

        var mistake = Assert.ThrowsAny<ArgumentException>(() => FakeIamServer.StartFrom(_file));

        Assert.StartsWith("iam.json, line 1, protect[0]: The pattern is 'api'", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_the_file_is_told_before_the_port_is_asked_for()
    {
        using var other = FakeIamServer.Start();
        File.WriteAllText(_file, $$"""{ "port": {{new Uri(other.Url).Port}}, "protect": [{ "path": "api" }] }""");

        Assert.ThrowsAny<ArgumentException>(() => FakeIamServer.StartFrom(_file));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
}

using System.Diagnostics;
using System.Reflection;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>What holds for the whole of the core: its shape, its secrecy, and what it tells.</summary>
public sealed class Conventions : IDisposable
{
    private static readonly Type[] All = [.. typeof(IamClient).Assembly.GetTypes().Where(static type => type.Namespace?.StartsWith("IbmIam", StringComparison.Ordinal) == true)];

    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public void Public_types_stand_at_the_root_and_the_rest_is_internal() =>
        Assert.All(All, static type => Assert.Equal(type.Namespace == "IbmIam", type.IsPublic || (type.IsNested && type.DeclaringType!.IsPublic)));

    [Fact]
    public void Every_class_is_sealed() =>
        Assert.All(All.Where(static type => type is { IsClass: true, IsAbstract: false }), static type => Assert.True(type.IsSealed, type.FullName));

    [Fact]
    public void The_core_needs_the_base_library_alone() =>
        Assert.All(typeof(IamClient).Assembly.GetReferencedAssemblies(), static name => Assert.Matches(@"^(System\.|Microsoft\.Win32\.Primitives$)", name.Name));

    [Fact]
    public void Settings_have_the_defaults_they_tell()
    {
        var settings = new IamSettings();

        Assert.Equal((TokenCacheMode.User, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)), (settings.TokenCache, settings.MinimumLifetime, settings.Timeout));
        Assert.All(typeof(IamSettings).GetProperties().Where(static at => !at.PropertyType.IsValueType), at => Assert.Null(at.GetValue(settings)));
    }

    [Fact]
    public void A_host_lends_the_processs_own_by_default()
    {
        var host = new IamHost();
        host.Log.Detail("");
        host.Log.Information("");
        host.Log.Warning("", "");

        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), host.Variable("PATH"));
        Assert.Equal((Environment.CurrentDirectory, TimeProvider.System, TokenMemory.Process, ""), (host.WorkingDirectory, host.Time, host.Memory, host.Root));
    }

    [Fact]
    public async Task A_token_tells_how_long_it_lives_and_never_less_than_nothing()
    {
        using var bed = Bed.OnFakeClock();
        using var server = new RawServer(RawServer.Token(""","expires_in":100"""));
        var token = await bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("k") }).GetTokenAsync(Bed.Cancel);

        Assert.StartsWith("IBM Cloud IAM token for an unknown identity, until ", token.ToString(), StringComparison.Ordinal);
        bed.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(60), token.ExpiresIn);
        bed.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.Zero, token.ExpiresIn);
    }

    [Fact]
    public async Task A_token_prints_masked()
    {
        var token = await GetAsync();

        Assert.DoesNotContain(token.AccessToken, token.ToString(), StringComparison.Ordinal);
        Assert.Contains("API key given by value", token.ToString(), StringComparison.Ordinal);
        Assert.All(
            typeof(IamToken).GetProperties().Where(static at => at.Name is "AccessToken" or "AuthorizationHeader" or "RefreshToken"),
            static at => Assert.Equal(DebuggerBrowsableState.Never, at.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State));
        Assert.DoesNotContain(typeof(IamToken).GetMethods(), static method => method.Name == "op_Implicit");
    }

    [Fact]
    public async Task The_log_tells_all_but_secrets()
    {
        var token = await GetAsync();
        await _bed.Client(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) }).GetTokenAsync(Bed.Cancel);

        Assert.Matches("IBM Cloud IAM token for .+, (59|60) min left, from IAM", Assert.Single(_bed.Log.Information));
        foreach (var told in (string[])["Credential: API key given by value", "transaction ", "is in memory", new Uri(_iam.Url).Authority])
        {
            Assert.Contains(told, _bed.Log.All, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_iam.ApiKey, _bed.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(token.AccessToken[..30], _bed.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_there_already_is_not_said_to_come_from_IAM()
    {
        _bed["READY"] = (await GetAsync()).AccessToken;

        await _bed.Client(new() { TokenVariable = "READY" }).GetTokenAsync(Bed.Cancel);

        Assert.EndsWith(" min left, as given (token in variable READY)", _bed.Log.Information.Last(), StringComparison.Ordinal);
        Assert.Single(_iam.Requests);
    }

    private Task<IamToken> GetAsync() => _bed.Client(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) }).GetTokenAsync(Bed.Cancel).AsTask();
}

using System.Reflection;
using System.Text.RegularExpressions;
using IbmIam.MSBuild.Hosting;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.MSBuild.Tests;

/// <summary>What a project says: which setting each parameter is, what is no value of one, and where paths start.</summary>
public sealed class Parameters(FakeIamServer iam) : IDisposable
{
    private static readonly PropertyInfo[] _settings = [.. typeof(IamSettings).GetProperties().Where(p => p.CanWrite)];

    private readonly Bed _bed = new(iam);

    public static TheoryData<string> Names => [.. _settings.Select(setting => setting.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_parameter_is_the_setting_of_its_name_and_no_other(string name)
    {
        var (given, meant) = Sample(name);
        var task = new IbmIamToken();
        typeof(IbmIamTask).GetProperty(name)!.SetValue(task, given);

        var settings = Read(task);

        var plain = new IamSettings();
        Assert.All(_settings, setting => Assert.Equal(Text(setting.Name == name ? meant : setting.GetValue(plain)), Text(setting.GetValue(settings))));
    }

    [Theory]
    [InlineData("user", TokenCacheMode.User)]
    [InlineData("Process", TokenCacheMode.Process)]
    [InlineData("NONE", TokenCacheMode.None)]
    public void The_cache_is_named_in_any_case(string text, TokenCacheMode mode) => Assert.Equal(mode, Read(new IbmIamToken { TokenCache = text }).TokenCache);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("90", 90)]
    [InlineData("86400", 86400)]
    [InlineData("00:01:30", 90)]
    [InlineData("00:00:00", 0)]
    [InlineData("1.00:00:00", 86400)]
    public void A_time_is_seconds_or_hours_minutes_and_seconds(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(new IbmIamToken { MinimumLifetime = text }).MinimumLifetime);

    [Theory]
    [InlineData("86401")]
    [InlineData("1.00:00:01")]
    [InlineData("-1")]
    [InlineData("-00:00:01")]
    [InlineData(" 1")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("at: noon")]
    public void What_is_no_time_is_told(string text)
    {
        var faults = new List<string>();

        Assert.Null(TaskSettings.Span("Timeout", text, faults));

        Assert.Equal([$"Timeout is \"{text}\": use seconds, such as 90, or hh:mm:ss, such as 00:01:30; at most a day."], faults);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_together_before_IAM_is_asked()
    {
        _bed.Engine.Properties["IbmIamTimout"] = "5";
        var task = new IbmIamRequest
        {
            Url = "nowhere", Method = "G-T", Body = "x", BodyFile = "y", ContentType = "json", ExpectedStatus = ["200", "ok", "6xx", "2xxx", "x200"],
            Headers = ["X-Fine: 1", "hidden-value", "Bad Name: hidden-value", ": hidden-value", "authorization: hidden-value", "X-Lines: a\nhidden-value", "X-Lines: a\rhidden-value"],
            RequestTimeout = "never", TokenCache = "disk", MinimumLifetime = "long", Timeout = "soon", Account = "mine",
        };

        Assert.False(await _bed.RunAsync(task));

        var error = Assert.Single(_bed.Engine.Errors);
        Assert.Equal("IBMIAM6002", error.Code);
        Assert.StartsWith("20 settings are invalid", error.Message, StringComparison.Ordinal);
        Assert.All(
            [
                "IbmIamTimout is not a known property: did you mean IbmIamTimeout?",
                "TokenCache is \"disk\": use user (all of the user's processes), process (this one only) or none.",
                "MinimumLifetime is \"long\": ", "Timeout is \"soon\": ", "RequestTimeout is \"never\": ", "IBMIAM1014: Account",
                "Url is not an absolute https URL, or http to this machine.",
                "Method \"G-T\" is not an HTTP method.",
                "Body and BodyFile are both set: use only one.",
                "ContentType \"json\" is not a media type.",
                .. "ok 6xx 2xxx x200".Split(' ').Select(status => $"ExpectedStatus \"{status}\" is not a status: use 200 or 2xx."),
                .. "234".Select(place => $"Headers: item {place} is not of the form \"Name: value\"."),
                .. "67".Select(place => $"Headers: item {place} has a character not valid in a header: use ASCII, on one line."),
                "Headers: Authorization is set by this task; omit it.",
            ],
            fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden-value", _bed.Engine.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("item 1 ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _bed.Exchanges);
    }

    [Fact]
    public async Task A_call_without_any_time_and_a_wait_beyond_the_longest_are_told()
    {
        var error = await _bed.FailsAsync(new IbmIamRequest { Url = "https://service.example/", RequestTimeout = "0", Timeout = "3601" });

        Assert.Contains("RequestTimeout is \"0\": use a positive time, or omit it for 100 s.", error, StringComparison.Ordinal);
        Assert.Contains("Timeout is \"3601\": use seconds, such as 90, or hh:mm:ss, such as 00:01:30; at most an hour.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_holds_the_version_of_a_package_is_the_users_own()
    {
        _bed.Engine.Properties["IbmIamVersion"] = "1.0.0";
        _bed.Engine.Properties["IbmIamMSBuildVersion"] = "1.0.0";
        await _bed.DoneAsync(new IbmIamToken());

        _bed.Engine.Properties["IbmIamVpcImsVersion"] = "x";
        Assert.False(await _bed.RunAsync(new IbmIamToken()));
        Assert.Equal("IbmIamVpcImsVersion is not a known property.", Assert.Single(_bed.Engine.Errors).Message);
    }

    [Theory]
    [InlineData("302")]
    [InlineData("308")]
    public async Task A_status_that_is_never_met_is_told(string expected) => Assert.Equal(
        $"IBMIAM6002: ExpectedStatus \"{expected}\" can't match: GET and HEAD follow redirects within a host, any other is refused.",
        await _bed.FailsAsync(new IbmIamRequest { Url = "https://service.example/", ExpectedStatus = [expected] }));

    [Theory]
    [InlineData("X-A: \u00FC")]
    [InlineData("X-A: a\0b")]
    public async Task A_header_that_cannot_be_sent_is_told_before_anything_is(string header) => Assert.StartsWith(
        "IBMIAM6002: Headers: item 1 has a character not valid in a header",
        await _bed.FailsAsync(new IbmIamRequest { Url = "https://service.example/", Headers = [header] }), StringComparison.Ordinal);

    [Theory]
    [InlineData("/v1/keys", "Url is not an absolute https URL, or http to this machine: it starts with a slash, so the property before it is empty.")]
    [InlineData("file:///etc/passwd", "Url is not an absolute https URL, or http to this machine.")]
    [InlineData("https://me:hidden@127.0.0.1/", "Url contains a user name or password, which logs would show. Remove it; the token is enough.")]
    public async Task A_URL_that_a_token_cannot_go_to_is_told(string url, string fault)
    {
        Assert.StartsWith("IBMIAM6002: " + fault, await _bed.FailsAsync(new IbmIamRequest { Url = url }), StringComparison.Ordinal);
        Assert.EndsWith(fault, _bed.Engine.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_the_project_is_warned_of()
    {
        await _bed.DoneAsync(new IbmIamToken { ApiKey = _bed.Identity.ApiKey, ClientId = "bx", ClientSecret = "bx" });

        Assert.Equal(
            [
                "IBMIAM2002: ApiKey is the secret itself, which appears in the project's properties and in every binary log. Use ApiKeyVariable=\"NAME\", the name of the environment variable that holds it, or ApiKeyFile=\"PATH\".",
                "IBMIAM2002: ClientSecret is the secret itself, which appears in the project's properties and in every binary log. Use ClientSecretVariable=\"NAME\", the name of the environment variable that holds it.",
            ],
            _bed.Engine.Warnings.Select(w => $"{w.Code}: {w.Message}"));
    }

    [Theory]
    [InlineData(null, "p.csproj", "key.txt")]
    [InlineData(null, "p.PROJ", "key.txt")]
    [InlineData("sub", "p.csproj", "../key.txt")]
    [InlineData("{folder}", "common.targets", "key.txt")]
    public async Task A_relative_path_starts_at_the_project(string? directory, string file, string key)
    {
        _bed.File("key.txt", _bed.Identity.ApiKey);
        _bed["IBMCLOUD_API_KEY"] = null;
        _bed.Engine.ProjectFileOfTaskNode = Path.Combine(_bed.Folder, file);

        await _bed.DoneAsync(new IbmIamToken { ApiKeyFile = key, ProjectDirectory = directory?.Replace("{folder}", _bed.Folder, StringComparison.Ordinal) });

        Assert.Equal(1, _bed.Exchanges);
    }

    [Theory]
    [InlineData("common.targets")]
    [InlineData(null)]
    public async Task A_call_in_a_file_that_is_no_project_starts_at_the_process(string? file)
    {
        _bed["IBMCLOUD_API_KEY"] = null;
        _bed.Engine.ProjectFileOfTaskNode = file is null ? null! : Path.Combine(_bed.Folder, file);
        var key = _bed.File("key.txt", _bed.Identity.ApiKey);

        await _bed.DoneAsync(new IbmIamToken { ApiKeyFile = Path.GetRelativePath(Environment.CurrentDirectory, key) });

        Assert.Equal(1, _bed.Exchanges);
    }

    [Fact]
    public async Task Every_property_that_the_target_reads_is_known_and_no_other()
    {
        var targets = await File.ReadAllTextAsync(Path.Combine(Root(), "src/IbmIam.MSBuild/build/IbmIam.MSBuild.targets"), TestContext.Current.CancellationToken);
        var read = Regex.Matches(targets, @"\$\((IbmIam\w+)\)").Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.Contains("IbmIamUrl", read);
        foreach (var name in read.Append("ibmiamSCOPE").Append("Configuration").Append("OtherIbmIam"))
        {
            _bed.Engine.Properties[name] = "x";
        }

        Assert.Empty(Unknown());

        _bed.Engine.Properties.Clear();
        string[] unknown = ["IbmIamProjectDirectory", "ibmiamhostobject", "IbmIamAccessToken"];
        Array.ForEach(unknown, name => _bed.Engine.Properties[name] = "x");
        Assert.Equal(unknown.Select(name => name + " is not a known property."), Unknown());
    }

    [Theory]
    [InlineData("IbmIamApiKeyVarible", "IbmIamApiKeyVariable")]
    [InlineData("IBMIAMAPIKYEFILE", "IbmIamApiKeyFile")]
    [InlineData("IbmIamIamUrl", "IbmIamUrl")]
    [InlineData("IbmIamTiemout", "IbmIamTimeout")]
    [InlineData("IbmIamTenants", "IbmIamTenant")]
    [InlineData("IbmIamSetEnv", "IbmIamSetEnvironment")]
    [InlineData("IbmIamApiKeyVar", "IbmIamApiKeyVariable")]
    [InlineData("ibmiamcache", "IbmIamTokenCache")]
    [InlineData("IbmIamProfile", "IbmIamTrustedProfile")]
    // Several, none, or no more than another word.
    [InlineData("IbmIam", null)]
    [InlineData("IbmIamVpc", null)]
    [InlineData("IbmIamCli", null)]
    [InlineData("IbmIamTokenFile", null)]
    [InlineData("IbmIamApiKeyEnv", null)]
    [InlineData("IbmIamMode", null)]
    [InlineData("IbmIamUlr", null)]
    public void A_name_that_is_nearly_a_property_is_told_with_what_is_meant(string given, string? meant)
    {
        _bed.Engine.Properties[given] = "x";

        Assert.Equal([$"{given} is not a known property{(meant is null ? "." : $": did you mean {meant}?")}"], Unknown());
    }

    public void Dispose() => _bed.Dispose();

    private static string Root() =>
        typeof(Parameters).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private IEnumerable<string> Unknown() => PackageProperties.Unknown(PackageProperties.Given(_bed.Engine));

    private static IamSettings Read(IbmIamTask task)
    {
        var faults = new List<string>();
        var settings = TaskSettings.Read(task, faults);
        Assert.Empty(faults);
        return settings;
    }

    private static string? Text(object? value) => value is Secret secret ? secret.Reveal() : value?.ToString();

    private static (object Given, object Meant) Sample(string name) => name switch
    {
        "UseVpc" or "UseCli" => (true, true),
        "TokenCache" => ("none", TokenCacheMode.None),
        "MinimumLifetime" or "Timeout" => ("00:12:34", new TimeSpan(0, 12, 34)),
        _ => ("value of " + name, "value of " + name),
    };
}

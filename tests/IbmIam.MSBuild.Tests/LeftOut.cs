using System.Reflection;
using System.Xml.Linq;
using IbmIam.MSBuild.Hosting;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.MSBuild.Tests;

/// <summary>Properties given with <c>-p:</c> that a call does not pass on: told where they are missed, and nowhere else.</summary>
public sealed class LeftOut(FakeIamServer iam) : IDisposable
{
    private static readonly string[] _ofTheSearch = ["UseVpc", "UseCli", "VpcUrl", "VpcVersion"];
    private static readonly string[] _ofTheCredential = ["TrustedProfile", "Account", "Tenant", "Scope", "ClientId", "ClientSecret", "ClientSecretVariable"];

    private readonly Bed _bed = new(iam);

    public static TheoryData<string> Parameters => [.. PackageProperties.Parameters().Select(parameter => parameter.Name)];

    public static TheoryData<string> Settings => [.. typeof(IamSettings).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Fact]
    public async Task A_property_that_a_call_leaves_out_is_told_with_what_to_add()
    {
        _bed.Engine.Properties["IbmIamUrl"] = "https://iam.test.example";

        await _bed.DoneAsync(new IbmIamToken());

        var warning = Assert.Single(_bed.Engine.Warnings);
        Assert.Equal("IBMIAM2003", warning.Code);
        Assert.Equal("https://www.nuget.org/packages/IbmIam.MSBuild#IBMIAM2003", warning.HelpLink);
        Assert.Equal(
            "IbmIamUrl is a global property (-p:), but this call does not pass it on, so it has no effect here. Add IamUrl=\"$(IbmIamUrl)\" to the call.",
            warning.Message);
    }

    [Fact]
    public async Task Several_are_told_together_in_a_request_too_and_no_value_is()
    {
        foreach (var name in (string[])["ibmiamscope", "IbmIamApiKey", "IbmIamClientSecret", "IbmIamApiKeyFile", "IbmIamVersion", "IbmIamSetEnvironment", "Configuration"])
        {
            _bed.Engine.Properties[name] = "hidden-value";
        }

        Assert.False(await _bed.RunAsync(new IbmIamRequest { Url = "nowhere" }));

        Assert.Equal(
            "IbmIamApiKey, IbmIamApiKeyFile, IbmIamClientSecret, IbmIamScope are global properties (-p:), but this call does not pass them on, so they have no effect here. "
                + "Add ApiKey=\"$(IbmIamApiKey)\" ApiKeyFile=\"$(IbmIamApiKeyFile)\" ClientSecret=\"$(IbmIamClientSecret)\" Scope=\"$(IbmIamScope)\" to the call.",
            Assert.Single(_bed.Engine.Warnings).Message);
        Assert.DoesNotContain("hidden-value", _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Each_property_is_missed_where_its_parameter_is_not_passed(string name)
    {
        _bed.Engine.Properties[Property(name)] = Sample(name);

        Assert.Equal(name == "WriteTokenFiles" ? [] : [name], Missed(new IbmIamToken()));
        Assert.Empty(Missed(With(new IbmIamToken(), name)));
        Assert.Equal(typeof(IbmIamTask).GetProperty(name) is null ? [] : [name], Missed(new IbmIamRequest()));
    }

    [Fact]
    public void The_targets_own_call_misses_none_whatever_is_set()
    {
        var passed = XDocument.Load(Path.Combine(Root, "src/IbmIam.MSBuild/build/IbmIam.MSBuild.targets")).Descendants("IbmIamToken").Single().Attributes()
            .Select(attribute => attribute.Name.LocalName).Where(name => name is not ("Condition" or "ProjectDirectory")).ToArray();
        var all = new IbmIamToken();
        foreach (var name in passed)
        {
            // Alone, so that no credential makes up for another.
            _bed.Engine.Properties.Clear();
            _bed.Engine.Properties[Property(name)] = Sample(name);
            Assert.Empty(Missed(With(new IbmIamToken(), name)));
            With(all, name);
        }

        foreach (var parameter in PackageProperties.Parameters())
        {
            _bed.Engine.Properties[Property(parameter.Name)] = Sample(parameter.Name);
        }

        _bed.Engine.Properties["IbmIamSetEnvironment"] = "false";
        Assert.Empty(Missed(all));
        Assert.Equal(PackageProperties.Parameters().Select(parameter => parameter.Name).Order(), passed.Order());
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_call_with_a_credential_of_its_own_misses_no_other(string name)
    {
        // What the core takes for a second credential source.
        const string Own = "ApiKeyFile";
        var other = name == Own ? "TokenVariable" : name;
        var isSource = (await ErrorAsync(With(With(new IbmIamToken(), Own), other))).Contains("can't be combined", StringComparison.Ordinal);

        _bed.Engine = _bed.NewBuild();
        _bed.Engine.Properties[Property(other)] = Sample(other);
        Assert.Equal(isSource || _ofTheSearch.Contains(other) || _ofTheCredential.Contains(other) ? [] : [other], Missed(With(new IbmIamToken(), Own)));

        _bed.Engine.Properties.Clear();
        _bed.Engine.Properties[Property(Own)] = Sample(Own);
        Assert.Equal(isSource || other is "UseVpc" or "UseCli" ? [] : [Own], Missed(With(new IbmIamToken(), other)));
    }

    [Theory]
    [InlineData("IbmIamUrl", false)]
    [InlineData("IbmIamTransactionId", false)]
    [InlineData("IbmIamMinimumLifetime", true)]
    [InlineData("IbmIamCaFile", true)]
    public void A_call_with_an_access_token_misses_what_still_acts_on_it(string property, bool missed)
    {
        _bed.Engine.Properties[property] = "x";

        Assert.Equal(missed ? [property["IbmIam".Length..]] : [], Missed(new IbmIamRequest { TokenVariable = "IBM_ACCESS_TOKEN" }));
        Assert.Single(Missed(new IbmIamRequest { TokenVariable = "IBM_ACCESS_TOKEN", TrustedProfile = "Profile-1" }));
    }

    [Theory]
    [InlineData("ClientSecret", "ClientSecretVariable")]
    [InlineData("ClientSecretVariable", "ClientSecret")]
    public void A_client_secret_given_one_way_is_not_missed_the_other_way(string given, string passed)
    {
        _bed.Engine.Properties[Property(given)] = "x";

        Assert.Empty(Missed(With(new IbmIamToken(), passed)));
    }

    [Theory]
    [InlineData("IbmIamUrl", "")]
    [InlineData("IbmIamUrl", " ")]
    [InlineData("IbmIamUseVpc", "")]
    [InlineData("IbmIamUseVpc", "false")]
    [InlineData("IbmIamUseCli", "off")]
    [InlineData("IbmIamFailOnTokenInLogs", "no")]
    [InlineData("IbmIamFailOnTokenInLogs", "perhaps")]
    [InlineData("IbmIamMaskInBuildLog", "true")]
    [InlineData("IbmIamMaskInBuildLog", "")]
    public void What_would_change_nothing_is_not_missed(string property, string value)
    {
        _bed.Engine.Properties[property] = value;

        Assert.Empty(Missed(new IbmIamToken()));
    }

    [Theory]
    [InlineData("UseVpc", "True")]
    [InlineData("UseCli", "on")]
    [InlineData("FailOnTokenInLogs", "YES")]
    [InlineData("MaskInBuildLog", "False")]
    [InlineData("MaskInBuildLog", "off")]
    [InlineData("MaskInBuildLog", "no")]
    public void A_switch_is_missed_in_each_form_that_MSBuild_reads_but_not_where_the_call_says_otherwise(string name, string value)
    {
        _bed.Engine.Properties[Property(name)] = value;
        var otherwise = new IbmIamToken();
        var parameter = typeof(IbmIamToken).GetProperty(name)!;
        parameter.SetValue(otherwise, parameter.GetValue(otherwise));

        Assert.Equal([name], Missed(new IbmIamToken()));
        Assert.Empty(Missed(otherwise));
    }

    [Fact]
    public void A_blank_parameter_is_none()
    {
        _bed.Engine.Properties["IbmIamUrl"] = "https://iam.test.example";
        _bed.Engine.Properties["IbmIamApiKeyFile"] = "key.json";

        Assert.Equal(["IamUrl", "ApiKeyFile"], Missed(new IbmIamToken { IamUrl = " ", TokenVariable = "" }));
    }

    public void Dispose() => _bed.Dispose();

    private static string Root => typeof(LeftOut).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static string Property(string parameter) => parameter == "IamUrl" ? "IbmIamUrl" : "IbmIam" + parameter;

    private static string Sample(string name) => name switch
    {
        "MaskInBuildLog" => "false",
        "UseVpc" or "UseCli" or "FailOnTokenInLogs" or "WriteTokenFiles" => "true",
        _ => "x",
    };

    /// <summary>Passes the sample, as MSBuild does.</summary>
    private static IbmIamToken With(IbmIamToken task, string name)
    {
        var parameter = typeof(IbmIamToken).GetProperty(name)!;
        parameter.SetValue(task, parameter.PropertyType == typeof(bool) ? bool.Parse(Sample(name)) : Sample(name));
        return task;
    }

    /// <summary>Returns the parameters that the warning says to add.</summary>
    private string[] Missed(IbmIamTask task)
    {
        var warnings = CallWarnings.Of(task, PackageProperties.Given(_bed.Engine)).Where(warning => warning.Code == "IBMIAM2003").ToArray();
        return warnings.Length == 0 ? []
            : [.. Assert.Single(warnings).Text.Split("Add ")[1].Split(' ').Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')[0])];
    }

    private async Task<string> ErrorAsync(IbmIamToken task)
    {
        Assert.False(await _bed.RunAsync(task));
        return Assert.Single(_bed.Engine.Errors).Message!;
    }
}

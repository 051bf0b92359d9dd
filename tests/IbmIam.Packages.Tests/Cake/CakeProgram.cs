using System.Text.Json;

namespace IbmIam.Packages.Tests;

/// <summary>The packed addin as an ordinary package of a compiled program, as Cake.Frosting and file-based programs use it, on Cake's own context.</summary>
public sealed class CakeProgram(Packages packages)
{
    private const string Program = """"
        using System.Reflection;
        using Cake.Core;
        using Cake.Core.Configuration;
        using Cake.Core.Diagnostics;
        using Cake.Core.IO;
        using Cake.Core.Tooling;
        using Cake.IbmIam;
        using IbmIam;

        var context = new Context(new Environment(args[0], args[1]));
        Environment.Key = new IamReader().Key(args[1]);
        Console.WriteLine("by variable: " + context.IbmIamToken().TokenType);
        Console.WriteLine("by file: " + context.IbmIamToken(s => s.WithApiKeyFile("deploy.json").WithTokenCache(TokenCacheMode.None)).TokenType);
        Console.WriteLine("header: " + (await context.IbmIamTokenAsync()).AuthorizationHeader.Length);

        var shared = new Dictionary<string, string> { ["A"] = "b" };
        var child = context.WithIbmIamToken(new ProcessSettings { EnvironmentVariables = shared });
        Console.WriteLine($"child: {child.EnvironmentVariables.ContainsKey("IBM_ACCESS_TOKEN") && child.EnvironmentVariables["A"] == "b"}, shared: {shared.ContainsKey("IBM_ACCESS_TOKEN")}");
        Console.WriteLine($"tool: {context.WithIbmIamToken(new ToolSettings()).EnvironmentVariables.ContainsKey("IBM_ACCESS_TOKEN")}");

        try
        {
            context.IbmIamToken(s => s.WithApiKeyFile("a {0} b"));
        }
        catch (CakeException e)
        {
            Console.WriteLine("braces: " + (e.Message.Contains("a {0} b") ? "a {0} b" : e.Message));
        }

        var addin = typeof(IbmIamSettings);
        Names("names missing", typeof(IamSettings).GetProperties().Where(p => addin.GetProperty(p.Name) is null).Select(p => p.Name));
        Names("fluent missing", addin.GetProperties().Where(p => typeof(IbmIamSettingsExtensions).GetMethod("With" + p.Name) is null && typeof(IbmIamSettingsExtensions).GetMethod(p.Name) is null).Select(p => p.Name));
        Names("defaults differing", typeof(IamSettings).GetProperties().Where(p => !Equals(p.GetValue(new IamSettings()), addin.GetProperty(p.Name)!.GetValue(new IbmIamSettings()))).Select(p => p.Name));
        Names("in scope", addin.Assembly.GetExportedTypes().Select(t => t.Name).Order(StringComparer.Ordinal));

        var filled = new IbmIamSettings();
        foreach (var property in addin.GetProperties())
        {
            property.SetValue(filled, Sample(property));
        }

        var mapped = addin.GetMethod("ToIamSettings", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(filled, [context.Environment]);
        Names("unmapped", typeof(IamSettings).GetProperties().Where(p => !Equals(p.GetValue(mapped), Plain(addin.GetProperty(p.Name)!.GetValue(filled)))).Select(p => p.Name));

        File.WriteAllText(args[1] + "/keys/token.json", "open to all");
        context.IbmIamTokenToFile("token.json");
        Console.WriteLine($"rights: {File.GetUnixFileMode(args[1] + "/keys/token.json")}");
        Directory.CreateDirectory(args[1] + "/keys/taken");
        try
        {
            context.IbmIamTokenToFile("taken");
        }
        catch (CakeException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"left behind: {Directory.GetFiles(args[1] + "/keys", "taken*").Length}");
        }

        static object Sample(PropertyInfo property) =>
            property.PropertyType == typeof(string) ? property.Name
            : property.PropertyType == typeof(FilePath) ? new FilePath("/folder/" + property.Name)
            : property.PropertyType == typeof(Secret) ? Secret.From(property.Name)
            : property.PropertyType == typeof(TimeSpan) ? TimeSpan.FromSeconds(property.Name.Length)
            : property.PropertyType == typeof(TokenCacheMode) ? TokenCacheMode.None
            : property.PropertyType == typeof(bool) ? true
            : throw new NotSupportedException(property.Name);

        static object? Plain(object? value) => value is FilePath path ? path.FullPath : value;

        static void Names(string what, IEnumerable<string> names) => Console.WriteLine($"{what}: {string.Join(' ', names.DefaultIfEmpty("none"))}");

        sealed class IamReader
        {
            public string Key(string folder) => System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder + "/keys/deploy.json")).RootElement.GetProperty("apikey").GetString()!;
        }
        """";

    private const string Host = """"
        sealed class Environment(string iamUrl, string folder) : ICakeEnvironment
        {
            public static string Key { get; set; } = "";
            public DirectoryPath WorkingDirectory { get; set; } = folder + "/keys";
            public DirectoryPath UserHomeDirectory => folder;
            public DirectoryPath ApplicationRoot => folder;
            public ICakePlatform Platform { get; } = new CakePlatform();
            public ICakeRuntime Runtime { get; } = new CakeRuntime();
            public DirectoryPath GetSpecialPath(SpecialPath path) => folder;
            public IDictionary<string, string> GetEnvironmentVariables() => new Dictionary<string, string>();
            public string GetEnvironmentVariable(string variable) => variable switch
            {
                "IBMCLOUD_IAM_API_ENDPOINT" => iamUrl,
                "IBMCLOUD_API_KEY" => Key,
                "IBMIAM_CACHE_DIR" => folder + "/cache",
                _ => null!,
            };
        }

        sealed class Context(ICakeEnvironment environment) : ICakeContext
        {
            public IFileSystem FileSystem { get; } = new FileSystem();
            public ICakeEnvironment Environment => environment;
            public IGlobber Globber => new Globber(FileSystem, environment);
            public ICakeLog Log { get; } = new NullLog();
            public ICakeArguments Arguments { get; } = new CakeArguments(Array.Empty<string>().ToLookup(a => a, a => (string?)a));
            public IProcessRunner ProcessRunner => new ProcessRunner(FileSystem, environment, Log, Tools, Configuration);
            public IRegistry Registry { get; } = new WindowsRegistry();
            public IToolLocator Tools => new ToolLocator(
                environment, new ToolRepository(environment), new ToolResolutionStrategy(FileSystem, environment, Globber, Configuration, Log));
            public ICakeDataResolver Data { get; } = new CakeDataService();
            public ICakeConfiguration Configuration { get; } = new CakeConfiguration(new Dictionary<string, string>());
            public IToolInstaller ToolInstaller => null!;
            public IServiceProvider ServiceProvider => null!;
        }
        """";

    [Fact]
    public async Task Gets_tokens_by_Cakes_environment_and_working_directory()
    {
        await using var iam = Testing.FakeIamServer.Start();
        using var sandbox = new Sandbox(packages);
        await CakeScript.RestoreToolAsync(packages);
        sandbox.Write("Program.cs", Program + "\n" + Host);
        sandbox.Write("Deployment.cs", Markdown.Blocks("docs/cake.md").Single(b => b.Text.Contains("ICakeContext context", StringComparison.Ordinal)).Text);
        sandbox.Write("keys/deploy.json", JsonSerializer.Serialize(new { apikey = iam.ApiKey }));
        sandbox.Write("Deployment.csproj", CakeHost.Project(
            "<OutputType>Exe</OutputType>", privateCake: false, $"""<PackageReference Include="Cake.IbmIam" Version="{packages.Version}" />"""));

        // IAM's URL is an argument: the process's environment knows nothing, Cake's does.
        var run = (await sandbox.DotNetAsync("run", "--", iam.Url, sandbox.Folder)).ShouldSucceed();

        Assert.Contains("by variable: Bearer", run.Output, StringComparison.Ordinal);
        Assert.Contains("by file: Bearer", run.Output, StringComparison.Ordinal);
        Assert.Contains("child: True, shared: False", run.Output, StringComparison.Ordinal);
        Assert.Contains("tool: True", run.Output, StringComparison.Ordinal);
        Assert.Contains("braces: a {0} b", run.Output, StringComparison.Ordinal);
        Assert.Contains("names missing: none", run.Output, StringComparison.Ordinal);
        Assert.Contains("fluent missing: none", run.Output, StringComparison.Ordinal);
        Assert.Contains("defaults differing: none", run.Output, StringComparison.Ordinal);
        Assert.Contains("unmapped: none", run.Output, StringComparison.Ordinal);
        Assert.Contains("rights: UserWrite, UserRead" + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Assert.Contains("left behind: 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("in scope: IbmIamAliases IbmIamSettings IbmIamSettingsExtensions", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_a_package_of_a_file_based_program()
    {
        await using var iam = Testing.FakeIamServer.Start();
        using var sandbox = new Sandbox(packages);
        await CakeScript.RestoreToolAsync(packages);
        sandbox.Write("Directory.Build.props", CakeHost.Props);
        sandbox.Write("deploy.cs", $$"""
            #:package Cake.IbmIam@{{packages.Version}}
            #:property PublishAot=false

            using Cake.Core;
            using Cake.Core.Configuration;
            using Cake.Core.Diagnostics;
            using Cake.Core.IO;
            using Cake.Core.Tooling;
            using Cake.IbmIam;

            Environment.Key = "{{iam.ApiKey}}";
            var context = new Context(new Environment(args[0], args[1]));
            Console.WriteLine("deploying as " + (await context.IbmIamTokenAsync()).Identity);

            """ + Host);

        var run = (await sandbox.DotNetAsync("run", "deploy.cs", "--", iam.Url, sandbox.Folder)).ShouldSucceed();

        Assert.Contains("deploying as " + iam.DefaultServiceId.Id, run.Output, StringComparison.Ordinal);
    }
}

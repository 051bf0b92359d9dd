using IbmIam.Testing;
using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Tests.Infra;

/// <summary>
/// A build of a test's own: a service ID at the fake IAM, a folder with a project, caches and token files, an engine,
/// and an environment that says all this and is given back at the end.
/// </summary>
internal sealed class Bed : IDisposable
{
    /// <summary>How long a test waits for what is to come at once.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly string[] _cleared = ["GITHUB_ACTIONS", "TF_BUILD", "CI", "MSBUILDLOGTASKINPUTS"];

    private readonly Dictionary<string, string?> _before = [];

    public Bed(FakeIamServer iam)
    {
        Iam = iam;
        Identity = iam.AddServiceId($"deployer-{Guid.NewGuid()}");
        Array.ForEach(_cleared, name => this[name] = null);
        this["IBMCLOUD_IAM_API_ENDPOINT"] = iam.Url;
        this["IBMCLOUD_API_KEY"] = Identity.ApiKey;
        this["IBMIAM_CACHE_DIR"] = Path.Combine(Folder, "cache");
        this["XDG_RUNTIME_DIR"] = TokenRoot;
        Directory.CreateDirectory(TokenRoot);
        Engine = NewBuild();
    }

    public FakeIamServer Iam { get; }

    public FakeServiceId Identity { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("ibmiam-test-").FullName;

    /// <summary>Where folders of token files are.</summary>
    public string TokenRoot => Path.Combine(Folder, "run");

    /// <summary>The build that tasks run in.</summary>
    public Engine Engine { get; set; }

    /// <summary>How often IAM was asked for a token of this bed's.</summary>
    public int Exchanges => Iam.Requests.For(Identity).Count(request => request.IsTokenRequest);

    /// <summary>A variable of the process.</summary>
    public string? this[string variable]
    {
        get => Environment.GetEnvironmentVariable(variable);
        set
        {
            _before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
            Environment.SetEnvironmentVariable(variable, value);
        }
    }

    public Engine NewBuild() => new() { ProjectFileOfTaskNode = Path.Combine(Folder, "p.csproj") };

    /// <summary>Runs a task on another thread, as MSBuild does.</summary>
    /// <returns>What it says of its success.</returns>
    public Task<bool> RunAsync(ITask task)
    {
        task.BuildEngine = Engine;
        return Task.Run(task.Execute, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a task that must do what it was asked.</summary>
    public async Task<T> DoneAsync<T>(T task)
        where T : ITask
    {
        Assert.True(await RunAsync(task), Engine.Log);
        Assert.Empty(Engine.Errors);
        return task;
    }

    /// <summary>Runs a task that must fail with one error.</summary>
    /// <returns>Its code and text: <c>IBMIAM6002: …</c>.</returns>
    public async Task<string> FailsAsync(ITask task)
    {
        Engine = NewBuild();
        Assert.False(await RunAsync(task), Engine.Log);
        var error = Assert.Single(Engine.Errors);
        Assert.Equal("https://www.nuget.org/packages/IbmIam.MSBuild#" + error.Code, error.HelpLink);
        return $"{error.Code}: {error.Message}";
    }

    public string File(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        foreach (var (value, _, _) in Engine.Registered.Values)
        {
            (value as IDisposable)?.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}

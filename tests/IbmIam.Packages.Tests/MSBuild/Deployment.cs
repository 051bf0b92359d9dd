using System.Diagnostics;
using System.Runtime.InteropServices;
using IbmIam.Testing;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>A throwaway solution that takes the packed package, and a fake IAM for it.</summary>
internal sealed class Deployment : IDisposable
{
    public Deployment(Packages packages, string name = "project", bool publicPackages = false)
    {
        Iam = FakeIamServer.Start(o => o.KeyProtect = true);
        Sandbox = new Sandbox(packages, name, publicPackages).With(Iam.Environment);
        Sandbox.Environment["XDG_RUNTIME_DIR"] = RuntimeFolder;
        Sandbox.Write("Directory.Build.props", """<Project><PropertyGroup><RestoreUseStaticGraphEvaluation>true</RestoreUseStaticGraphEvaluation></PropertyGroup></Project>""");
    }

    public FakeIamServer Iam { get; }

    public Sandbox Sandbox { get; }

    public string Folder => Sandbox.Folder;

    public Secrets Secrets => new(Iam.ApiKey) { Iam = Iam.Url };

    /// <summary>Where token files go.</summary>
    public string RuntimeFolder => Directory.CreateDirectory(Path.Combine(Sandbox.Root, "run")).FullName;

    public int Exchanges => Iam.Requests.Tokens.Count;

    /// <summary>Adds a project that takes the package and holds these targets.</summary>
    public Deployment Project(string path, string content, string frameworks = "net10.0")
    {
        Sandbox.Write(path, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework{(frameworks.Contains(';', StringComparison.Ordinal) ? "s" : "")}>{frameworks}</TargetFramework{(frameworks.Contains(';', StringComparison.Ordinal) ? "s" : "")}>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IbmIam.MSBuild" Version="*" PrivateAssets="all" />
              </ItemGroup>
            {content}
            </Project>
            """);
        return this;
    }

    public async Task<Deployment> RestoreAsync(string project)
    {
        (await Sandbox.DotNetAsync("restore", project, "-v:q")).ShouldSucceed();
        return this;
    }

    /// <summary>Builds without restore.</summary>
    public Task<SdkResult> BuildAsync(params string[] arguments) => Sandbox.DotNetAsync(["build", "--no-restore", .. arguments]);

    /// <summary>The same, with each line of its output shown as it comes.</summary>
    public Task<SdkResult> WatchAsync(Action<string> seen, params string[] arguments) =>
        Sdk.WatchAsync(Sdk.StartInfo(["build", "--no-restore", .. arguments], Folder, Sandbox.Environment), seen, TestContext.Current.CancellationToken);

    /// <summary>Builds until IAM is asked, presses Ctrl-C, and waits for the end.</summary>
    public async Task<SdkResult> InterruptAsync(params string[] arguments)
    {
        Needs.Unix();
        using var hold = Iam.HoldNext();
        using var process = Process.Start(Sdk.StartInfo(["build", "--no-restore", .. arguments], Folder, Sandbox.Environment))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        try
        {
            await hold.Arrived.WaitAsync(deadline.Token);
            Signal(process.Id);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The build did not end. It said:\n{await output}{await errors}");
        }

        return new SdkResult(string.Join(' ', arguments), process.ExitCode, await output + await errors);
    }

    public void Dispose()
    {
        Sandbox.Dispose();
        Iam.Dispose();
    }

    private static void Signal(int process)
    {
        if (Kill(process, 2) != 0)
        {
            throw new InvalidOperationException($"Process {process} can't be signalled: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

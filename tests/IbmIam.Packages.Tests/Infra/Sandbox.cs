namespace IbmIam.Packages.Tests;

/// <summary>A throwaway folder from which the packed packages can be used as a stranger would: own feed, package cache, home and token cache.</summary>
public sealed class Sandbox : IDisposable
{
    private readonly TempFolder _folder;

    /// <param name="packages">The packages under test.</param>
    /// <param name="name">The project folder's name; blanks and letters of any script are welcome.</param>
    /// <param name="publicPackages">Whether packages other than ours are needed: adds the machine's own sources.</param>
    public Sandbox(Packages packages, string name = "project", bool publicPackages = false)
    {
        _folder = new TempFolder("ibmiam");
        Folder = _folder.Folder(name);
        Environment = new Dictionary<string, string?>
        {
            ["HOME"] = packages.Home,
            // Two that restore tools at once lock each other out of the list of tools in the CLI's home: whoever can restore one has a home of its own.
            ["DOTNET_CLI_HOME"] = publicPackages ? _folder.Folder("cli") : packages.Home,
            ["NUGET_PACKAGES"] = packages.PackageCache,
            ["IBMIAM_CACHE_DIR"] = _folder.Folder("token-cache"),
        };
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                {(publicPackages ? "" : "<clear />")}
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
            </configuration>
            """);
        Write("global.json", File.ReadAllText(Path.Combine(Packages.RepositoryRoot, "global.json")));
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>The folder above it: everything that the run may write lies below this one.</summary>
    public string Root => _folder.Path;

    /// <summary>The variables that every command run here sees; add to them what the test needs.</summary>
    public Dictionary<string, string?> Environment { get; }

    public string Write(string relative, string text)
    {
        var path = Path.Combine(Folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Copies a folder of this repository into the project's, without what was built there.</summary>
    public void CopyFrom(string folder)
    {
        var from = Path.Combine(Packages.RepositoryRoot, folder);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(from, f)))
        {
            if (!file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "tools" or "node_modules" or "__pycache__"))
            {
                var to = Path.Combine(Folder, file);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(Path.Combine(from, file), to, overwrite: true);
            }
        }
    }

    /// <summary>Adds variables, such as the fake IAM's own (<c>FakeIamServer.Environment</c>).</summary>
    public Sandbox With(IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment[name] = value;
        }

        return this;
    }

    /// <summary>A home in which nothing is yet, not even a package cache, instead of the one that all sandboxes of this run share.</summary>
    public Sandbox WithEmptyHome()
    {
        Environment["HOME"] = Environment["DOTNET_CLI_HOME"] = _folder.Folder("home");
        Environment["NUGET_PACKAGES"] = null;
        return this;
    }

    /// <summary>Changes variables until it is disposed, for a sandbox that several tests share.</summary>
    public IDisposable Set(params (string Name, string? Value)[] variables)
    {
        var before = new Before(Environment, new(Environment));
        foreach (var (name, value) in variables)
        {
            Environment[name] = value;
        }

        return before;
    }

    public Task<SdkResult> DotNetAsync(params string[] arguments) =>
        Sdk.RunAsync(arguments, Folder, Environment, TestContext.Current.CancellationToken);

    /// <summary>Runs a script by bash, stopping at the first command that fails; what it leaves running ends with it.</summary>
    public Task<SdkResult> ShellAsync(string script)
    {
        var start = Sdk.StartInfo([Write(".session/session.sh", "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + script)], Folder, Environment);
        start.FileName = Bash.Needed();
        return Sdk.RunAsync(start, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Before(Dictionary<string, string?> environment, Dictionary<string, string?> values) : IDisposable
    {
        public void Dispose()
        {
            environment.Clear();
            foreach (var (name, value) in values)
            {
                environment[name] = value;
            }
        }
    }
}

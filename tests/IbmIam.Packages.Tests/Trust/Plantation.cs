using System.Collections.Concurrent;
using IbmIam.Testing;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>
/// A throwaway folder and a fake IAM in which every kind of credential is a canary, and every token that IAM issues for
/// one carries another. The files that hold credentials lie below <c>secrets</c>.
/// </summary>
internal sealed class Plantation : IDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly List<Canary> _canaries = [];
    private readonly string _mark = Guid.NewGuid().ToString("N");

    /// <param name="packages">The packages under test.</param>
    /// <param name="known">Whether IAM knows the credentials; else it refuses each.</param>
    public Plantation(Packages packages, bool known = true)
    {
        Iam = FakeIamServer.Start(o => (o.KeyProtect, o.Page, o.Report) = (true, true, _log.Enqueue));
        Sandbox = new Sandbox(packages);
        PlantKeys(known);
        PlantTokens(known);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["IBMCLOUD_IAM_API_ENDPOINT"] = Iam.Url,
            ["NO_COLOR"] = "1",
            ["TMPDIR"] = Folder("tmp"),
            ["XDG_RUNTIME_DIR"] = Folder("run"),
            ["PATH"] = Folder("secrets/bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
        })
        {
            Sandbox.Environment[name] = value;
        }
    }

    public FakeIamServer Iam { get; }

    public Sandbox Sandbox { get; }

    public CanarySearch Search => new(_canaries);

    /// <summary>What the fake tells of its requests, as its log and as it happens, and all that its page and its admin API serve.</summary>
    public async Task<IReadOnlyList<Finding>> ByFakeAsync() =>
    [
        .. Search.InText("the fake's log", "its log", Iam.Requests + string.Join('\n', _log)),
        .. (await FakePage.ReadAsync(Iam.Url)).SelectMany(part => Search.InText("the fake's page", part.Path, part.Text)),
    ];

    public string Folder(string relative) => Directory.CreateDirectory(Path.Combine(Sandbox.Root, relative)).FullName;

    /// <summary>All that lies in the folder of this run, by the kinds of place that the threat model names.</summary>
    public IReadOnlyList<Finding> Files() => Search.InFiles(Sandbox.Root, Place);

    public void Dispose()
    {
        Sandbox.Dispose();
        Iam.Dispose();
    }

    private string Place(string path)
    {
        var relative = Path.GetRelativePath(Sandbox.Root, path);
        return relative.StartsWith("secrets" + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "your-files"
            : Path.GetFileName(relative) == "token.json" || relative.StartsWith(Path.Combine("run", "ibmiam-token-"), StringComparison.Ordinal) ? "token-file"
            : relative.StartsWith("dumps" + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "crash-dump"
            : "another file";
    }

    private void PlantKeys(bool known)
    {
        Sandbox.Environment["KEY_BY_VARIABLE"] = Key("API key in a variable", known);
        Secret("key.json", $$"""{"name":"deployer","apikey":"{{Key("API key in a file", known)}}"}""");
        Sandbox.Environment["IBM_CREDENTIALS_FILE"] = Secret("ibm-credentials.env", $"CANARY_SERVICE_APIKEY={Key("API key of the SDK configuration", known)}\nCANARY_SERVICE_AUTH_URL={Iam.Url}\n");
        var clientSecret = Sandbox.Environment["CLIENT_SECRET"] = Value(Canary.Credential, "client secret");
        if (known)
        {
            Iam.AddClient("canary-client", clientSecret!);
        }
    }

    private void PlantTokens(bool known)
    {
        Iam.DefaultProfile.Claims["canary"] = Claim("token of a profile");
        Iam.DefaultUser.Claims["canary"] = Claim("token of a user");
        var resource = Value(Canary.Credential, "compute-resource token");
        var passcode = Value(Canary.Credential, "passcode");
        var refresh = Value(Canary.Credential, "refresh token");
        if (known)
        {
            Iam.AddComputeResource("pod", resource);
            Iam.AddPasscode(passcode: passcode);
            refresh = Iam.AddRefreshToken(Iam.DefaultUser, "canary-client");
            _canaries.Add(Canary.Of(Canary.Credential, "refresh token", refresh));
        }

        Secret("cr-token", resource);
        Sandbox.Environment["PASSCODE"] = passcode;
        Sandbox.Environment["REFRESH_TOKEN"] = refresh;
        var ready = Iam.AddServiceId("ready");
        ready.Claims["canary"] = Claim("ready token");
        var token = Iam.MintToken(ready, known ? null : FakeTokenForm.Expired);
        Sandbox.Environment["READY_TOKEN"] = token;
        Secret("bin/ibmcloud", known ? $$"""
            #!/bin/sh
            echo '{"iam_token":"Bearer {{token}}"}'
            """ : $"""
            #!/bin/sh
            echo "FAILED with {token}" >&2
            exit 2
            """);
    }

    private string Key(string name, bool known)
    {
        var key = Value(Canary.Credential, name);
        if (known)
        {
            Iam.AddServiceId(name, key).Claims["canary"] = Claim("token by " + name);
        }

        return key;
    }

    // The last characters change under every encoding.
    private string Value(string kind, string name)
    {
        var value = $"canary-{_canaries.Count}-{_mark}/+=";
        _canaries.Add(Canary.Of(kind, name, value));
        return value;
    }

    private string Claim(string name)
    {
        var claim = $"canary-{_canaries.Count}-{_mark}";
        _canaries.Add(Canary.OfClaim(name, claim));
        return claim;
    }

    private string Secret(string relative, string text)
    {
        var path = Path.Combine(Folder("secrets"), relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}

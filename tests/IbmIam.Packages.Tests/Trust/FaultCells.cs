using IbmIam.Testing;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>A fault of the fake's, and what a client has to make of it.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Once">What comes of one: <see cref="FaultCell.Token"/>, or a code.</param>
/// <param name="Always">What comes of it where every request meets it.</param>
/// <param name="Plan">Plans it, by how it is meant: once, or always.</param>
public sealed record PlannedFault(string Name, string Once, string Always, Action<FaultRule, bool> Plan)
{
    /// <summary>Whether the endpoint does its work before the answer is lost: a passcode is spent then.</summary>
    public bool LosesTheAnswer { get; init; }

    /// <summary>Whether a client that waits for the answer waits for ever.</summary>
    public bool Hangs { get; init; }

    public static IReadOnlyList<PlannedFault> All { get; } =
    [
        new("status 400", "IBMIAM3001", "IBMIAM3001", (r, _) => r.Status(400, "BXNIM0415E")),
        new("status 503", FaultCell.Token, "IBMIAM4007", (r, _) => r.Status(503)),
        new("rate limit", FaultCell.Token, "IBMIAM4008", (r, _) => r.RateLimit(TimeSpan.Zero)),
        new("gateway page, 502", FaultCell.Token, "IBMIAM4007", (r, _) => r.Html()),
        new("login page, 200", FaultCell.Token, "IBMIAM4003", (r, _) => r.Html(200)),
        new("empty answer", FaultCell.Token, "IBMIAM4003", (r, _) => r.Empty()),
        new("malformed answer", FaultCell.Token, "IBMIAM4003", (r, _) => r.Malformed()),
        new("answer without a token", FaultCell.Token, "IBMIAM4003", (r, _) => r.NoToken()),
        new("redirect", "IBMIAM4006", "IBMIAM4006", (r, _) => r.RedirectLoop()),
        new("late answer", FaultCell.Token, "IBMIAM4002", (r, always) => r.Delay(always ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(100))) { Hangs = true },
        new("late body", FaultCell.Token, "IBMIAM4002", (r, always) => r.Stall(always ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(100))) { Hangs = true },
        new("trickling body", FaultCell.Token, "IBMIAM4002", (r, always) => r.SlowBody(always ? 1 : 50_000)) { Hangs = true },
        new("reset", FaultCell.Token, "IBMIAM4004", (r, _) => r.Reset()) { LosesTheAnswer = true },
        new("reset after the headers", FaultCell.Token, "IBMIAM4004", (r, _) => r.ResetAfterHeaders()) { LosesTheAnswer = true },
        new("body cut short", FaultCell.Token, "IBMIAM4004", (r, _) => r.Truncated()) { LosesTheAnswer = true },
        new("wrong length", FaultCell.Token, "IBMIAM4004", (r, _) => r.WrongLength()) { LosesTheAnswer = true },
    ];
}

/// <summary>One fault that meets one kind of credential, at a fake IAM of its own.</summary>
public sealed class FaultCell : IDisposable
{
    public const string Token = "token";

    private static readonly bool[] _modes = [false, true];

    public static readonly IReadOnlyList<string> Credentials =
        ["API key in a variable", "API key in a file", "SDK configuration", "refresh token", "passcode", "compute resource", "assumed profile", "virtual server"];

    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly PlannedFault _fault;
    private readonly bool _always;
    private readonly string _credential;

    private FaultCell(PlannedFault fault, bool always, string credential, int number, string folder)
    {
        (_fault, _always, _credential, Number) = (fault, always, credential, number);
        fault.Plan(always ? _iam.Faults.Always() : _iam.Faults.Next(), always);
        Settings["IamUrl"] = _iam.Url;
        Settings["TokenCache"] = "None";
        // Long enough for every retry on a busy machine; what hangs is left sooner.
        Settings["Timeout"] = always && fault.Hangs ? "00:00:03" : "00:01:00";
        Plant(Directory.CreateDirectory(Path.Combine(folder, $"cell{number}")).FullName);
    }

    public int Number { get; }

    /// <summary>The settings by the names that they have in every host.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A line of the credentials file that all cells share; else empty.</summary>
    public string Line { get; private set; } = "";

    public string Expected => Expectation(_fault, _always, _credential);

    public override string ToString() => $"{_fault.Name}, {(_always ? "always" : "once")}, {_credential}";

    public static string Expectation(PlannedFault fault, bool always, string credential) =>
        always ? fault.Always : fault.LosesTheAnswer && credential == "passcode" ? "IBMIAM3000" : fault.Once;

    /// <summary>Every fault with every credential, once and always, or those that a condition picks.</summary>
    public static IReadOnlyList<FaultCell> Grid(string folder, Func<PlannedFault, bool, int, bool> pick) =>
    [
        .. PlannedFault.All.SelectMany((fault, at) => _modes.SelectMany(always => Credentials.Select((credential, column) => (fault, always, credential, At: at + column))))
            .Where(c => pick(c.fault, c.always, c.At))
            .Select((c, number) => new FaultCell(c.fault, c.always, c.credential, number, folder)),
    ];

    /// <summary>Why an outcome is wrong, or null.</summary>
    public string? Judge(string outcome)
    {
        var asked = _iam.Requests.Tokens.Count;
        var needed = _credential is "assumed profile" ? 2 : 1;
        var most = _always ? 5 : Expected == Token ? needed + 1 : 2;
        return outcome != Expected ? $"{this}: {outcome}, not {Expected}"
            : asked > most ? $"{this}: {asked} requests, {most} at most"
            : _iam.Faults.Unused.Count > 0 ? $"{this}: the fault was never met"
            : null;
    }

    public void Dispose() => _iam.Dispose();

    private void Plant(string folder)
    {
        var variable = $"CELL{Number}";
        switch (_credential)
        {
            case "API key in a variable" or "assumed profile":
                Set("ApiKeyVariable", variable, _iam.ApiKey);
                break;
            case "API key in a file":
                Settings["ApiKeyFile"] = Write(folder, $$"""{"apikey":"{{_iam.ApiKey}}"}""");
                break;
            case "SDK configuration":
                Settings["ServiceName"] = variable;
                Line = $"{variable}_APIKEY={_iam.ApiKey}\n{variable}_AUTH_URL={_iam.Url}\n";
                break;
            case "refresh token":
                Settings["ClientId"] = "bx";
                Set("RefreshTokenVariable", variable, _iam.AddRefreshToken(_iam.DefaultUser));
                break;
            case "passcode":
                Set("PasscodeVariable", variable, _iam.AddPasscode());
                break;
            case "compute resource":
                Settings["CrTokenFile"] = Write(folder, _iam.AddComputeResource("pod").Token);
                break;
            default:
                Settings["UseVpc"] = "true";
                Settings["VpcUrl"] = _iam.Url;
                break;
        }

        if (_credential is "assumed profile" or "compute resource")
        {
            Settings["TrustedProfile"] = _iam.DefaultProfile.Id;
        }
    }

    private void Set(string setting, string variable, string value) => (Settings[setting], Environment[variable]) = (variable, value);

    private static string Write(string folder, string text)
    {
        var path = Path.Combine(folder, "secret");
        File.WriteAllText(path, text);
        return path;
    }
}

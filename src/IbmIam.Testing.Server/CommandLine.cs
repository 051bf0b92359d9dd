using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using IbmIam.Testing.Configuration;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing;

/// <summary>The options of <c>ibm-iam-fake</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<int> Port = new("--port") { Description = "Port to listen on; 0 picks a free one.", HelpName = "N" };

    private static readonly Option<FileInfo?> ReadyFile = new("--ready-file")
    {
        Description = "File to write the URL to, atomically, once the server is ready.", HelpName = "PATH",
    };

    private static readonly Option<string[]> ApiKeys = new("--api-key")
    {
        Description = "Adds a service ID with this API key. Repeatable.", HelpName = "KEY", DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> CrTokens = new("--cr-token")
    {
        Description = "Adds a compute resource with this token. Repeatable.", HelpName = "TOKEN", DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> Profiles = new("--profile")
    {
        Description = "Adds a trusted profile that any identity may use. Repeatable.", HelpName = "ID=NAME", DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> Passcodes = new("--passcode")
    {
        Description = "Adds a one-time passcode of the default user, valid for five minutes. Repeatable.", HelpName = "CODE", DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Lifetime = new("--token-lifetime")
    {
        Description = "Lifetime of access tokens, 1 to 86400.", HelpName = "SECONDS", DefaultValueFactory = _ => 3600,
    };

    private static readonly Option<bool> KeyProtect = new("--key-protect")
    {
        Description = "Serves sample keys at /api/v2/keys; requires the fake's own tokens.",
    };

    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "JSON file with all of this and more (ibm-iam-fake.schema.json). Command-line options win.", HelpName = "FILE",
    };

    private static readonly Option<bool> Https = new("--https") { Description = "Serves HTTPS with a certificate created in memory." };

    private static readonly Option<FileInfo?> CaFile = new("--ca-file") { Description = "File to write the CA certificate to, as PEM.", HelpName = "PATH" };

    private static readonly Option<bool> ListenAny = new("--listen-any")
    {
        Description = "Listens on all interfaces: anyone on the network can get tokens.",
    };

    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Prints only the first line, no requests." };

    public static async Task<int> RunAsync(string[] arguments)
    {
        // Not a RootCommand, which help would name after the assembly instead of the tool.
        var command = new Command("ibm-iam-fake", "A fake IBM Cloud IAM for tests, on 127.0.0.1. The first line it prints has its URL.")
        {
            Port, ReadyFile, ApiKeys, CrTokens, Profiles, Passcodes, Lifetime, Config, KeyProtect, Https, CaFile, ListenAny, Quiet,
            new HelpOption(), new VersionOption(),
        };
        command.SetAction(StartAsync);
        var parsed = command.Parse(arguments);
        if (parsed is { Action: ParseErrorAction, Errors: [var first, ..] })
        {
            await Console.Error.WriteLineAsync($"ibm-iam-fake: {first.Message} See ibm-iam-fake --help.").ConfigureAwait(false);
            return 1;
        }

        return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null }).ConfigureAwait(false);
    }

    private static async Task<int> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var config = parsed.GetValue(Config) is { } file ? ConfigDocument.Parse(file.Name, await ReadAsync(file, cancellationToken).ConfigureAwait(false)) : null;
            using var iam = new FakeIam(Options(parsed, config));
            AddIdentities(iam, parsed);
            if (config is not null)
            {
                ConfigReader.Apply(iam, config, atStart: true);
            }

            await ServerProgram.RunAsync(iam, Server(parsed, iam), cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"ibm-iam-fake: {problem.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken) => file.Exists
        ? await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false)
        : throw new ArgumentException($"--config: the file '{file.FullName}' does not exist.");

    /// <summary>Reads the options; the command line overrides the configuration file.</summary>
    private static FakeIamOptions Options(ParseResult parsed, ConfigDocument? config)
    {
        var options = new FakeIamOptions { AdminApi = true, Page = true };
        if (config is not null)
        {
            ConfigReader.ReadOptions(options, config);
        }

        options.Port = Given(Port) ? parsed.GetValue(Port) : options.Port;
        options.TokenLifetime = Given(Lifetime) ? TimeSpan.FromSeconds(parsed.GetValue(Lifetime)) : options.TokenLifetime;
        options.KeyProtect |= parsed.GetValue(KeyProtect);
        options.Https |= parsed.GetValue(Https);
        return options;

        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    private static ServerOptions Server(ParseResult parsed, FakeIam iam)
    {
        var caFile = parsed.GetValue(CaFile)?.FullName;
        return caFile is null || iam.Certificates is not null
            ? new ServerOptions(parsed.GetValue(ReadyFile)?.FullName, caFile, parsed.GetValue(ListenAny), parsed.GetValue(Quiet))
            : throw new ArgumentException("--ca-file has no effect without --https: use both or neither.");
    }

    private static void AddIdentities(FakeIam iam, ParseResult parsed)
    {
        foreach (var (key, index) in parsed.GetRequiredValue(ApiKeys).Select((key, index) => (key, index)))
        {
            var name = "service-" + (index + 1).ToString(CultureInfo.InvariantCulture);
            iam.Identities.AddServiceId(name, key, iam.Identities.StableId(IdentityStore.ServiceIdPrefix, name));
        }

        foreach (var (token, index) in parsed.GetRequiredValue(CrTokens).Select((token, index) => (token, index)))
        {
            iam.Identities.AddComputeResource("compute-resource-" + (index + 1).ToString(CultureInfo.InvariantCulture), token);
        }

        foreach (var profile in parsed.GetRequiredValue(Profiles))
        {
            var parts = profile.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
            {
                throw new ArgumentException($"--profile is '{profile}': use ID=NAME, such as Profile-1=deployer.");
            }

            iam.Identities.AddProfile(parts[1], parts[0]);
        }

        Array.ForEach(parsed.GetRequiredValue(Passcodes), code => iam.AddPasscode(passcode: code));
    }
}

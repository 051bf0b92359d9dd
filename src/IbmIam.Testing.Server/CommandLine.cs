using System.CommandLine;
using System.Globalization;

namespace IbmIam.Testing;

/// <summary>The options of <c>ibm-iam-fake</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<int> Port = new("--port") { Description = "Port to listen on; 0 takes a free one.", HelpName = "N" };

    private static readonly Option<FileInfo?> ReadyFile = new("--ready-file")
    {
        Description = "File to write the URL to, atomically, once the server answers.", HelpName = "PATH",
    };

    private static readonly Option<string[]> ApiKeys = new("--api-key")
    {
        Description = "Adds a service ID with this API key. Repeatable.", HelpName = "KEY", DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Lifetime = new("--token-lifetime")
    {
        Description = "How long access tokens live, 1 to 86400.", HelpName = "SECONDS", DefaultValueFactory = _ => 3600,
    };

    private static readonly Option<bool> KeyProtect = new("--key-protect")
    {
        Description = "Serves sample keys at /api/v2/keys, guarded by the fake's own tokens.",
    };

    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Prints the first line alone, no requests." };

    public static RootCommand Create()
    {
        var root = new RootCommand("A fake IBM Cloud IAM for tests, on 127.0.0.1. The first line it prints tells its URL.")
        {
            Port, ReadyFile, ApiKeys, Lifetime, KeyProtect, Quiet,
        };
        root.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new FakeIamOptions
        {
            AdminApi = true,
            Port = parsed.GetValue(Port),
            KeyProtect = parsed.GetValue(KeyProtect),
            TokenLifetime = TimeSpan.FromSeconds(parsed.GetValue(Lifetime)),
        };
        try
        {
            using var iam = new FakeIam(options);
            foreach (var (key, index) in parsed.GetRequiredValue(ApiKeys).Select((key, index) => (key, index)))
            {
                iam.Identities.AddServiceId("service-" + (index + 1).ToString(CultureInfo.InvariantCulture), key);
            }

            await ServerProgram.RunAsync(iam, parsed.GetValue(ReadyFile)?.FullName, parsed.GetValue(Quiet), cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"ibm-iam-fake: {problem.Message}").ConfigureAwait(false);
            return 1;
        }
    }
}

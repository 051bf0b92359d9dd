using System.Buffers.Text;
using System.Text;
using Cake.Common;
using Cake.Core;
using IbmIam;

namespace Cake.IbmIam.Hosting;

/// <summary>The placeholder token of a dry run, which makes no requests. It is unsigned, so no service accepts it.</summary>
internal static class DryRun
{
    private const string Variable = "DRY_RUN_TOKEN";

    private static readonly string[] _options = ["--dryrun", "--noop", "--whatif"];

    /// <summary>
    /// Whether tasks are only listed. Cake's own alias sees only the script's arguments, from which Cake's runner has already
    /// removed its options, so the command line is checked too.
    /// </summary>
    public static bool IsActive(ICakeContext context) => context.IsDryRun() || Array.Exists(Environment.GetCommandLineArgs(), IsOption);

    public static IamClient Client(IIamLog log)
    {
        var token = Token(TimeProvider.System.GetUtcNow());
        return new IamClient(
            new IamSettings { TokenVariable = Variable, TokenCache = TokenCacheMode.None },
            new IamHost { Variable = name => name == Variable ? token : null, Log = log });
    }

    private static bool IsOption(string argument) => Array.Exists(
        _options,
        option => argument == option || string.Equals(argument, option + "=true", StringComparison.OrdinalIgnoreCase));

    private static string Token(DateTimeOffset now) =>
        Part("""{"alg":"none","typ":"JWT"}""")
        + Part($$"""{"iam_id":"dry-run","sub":"dry-run","iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddHours(1).ToUnixTimeSeconds()}}}""");

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)) + ".";
}

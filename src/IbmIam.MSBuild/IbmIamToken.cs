using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IbmIam;
using IbmIam.MSBuild.Hosting;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Gets an IBM Cloud IAM access token. Binary logs record what an <c>&lt;Output&gt;</c> binds to a property: bind the token
/// itself only in builds without such a log; otherwise make the target depend on <c>GetIbmAccessToken</c>.
/// </summary>
[MSBuildMultiThreadableTask]
[SuppressMessage("Design", "CA1050", Justification = "A task in a namespace could be called by its full name, for which a project can't turn off parameter logging.")]
public sealed class IbmIamToken : IbmIamTask
{
    // MSBuild logs the items of an evaluated project on another thread, which could still see a token item created at once.
    private static readonly TimeSpan _untilEvaluationIsLogged = TimeSpan.FromMilliseconds(250);

    private long _started;
    private CancellationToken _cancelled;
    private IamToken? _token;
    private string? _tokenFile;
    private string? _headerFile;

    /// <summary>Whether to fail with error IBMIAM2001, before any request to IAM, when a log of the build records task outputs. Default: false, which warns when the token is bound.</summary>
    public bool FailOnTokenInLogs { get; set => field = Passed(value); }

    /// <summary>Whether to write <see cref="TokenFile"/> and <see cref="AuthorizationHeaderFile"/> even when they are not bound. Default: false.</summary>
    public bool WriteTokenFiles { get; set; }

    /// <summary>Whether to register the token as a secret with GitHub Actions and Azure Pipelines, which then mask it in their logs. Default: true.</summary>
    public bool MaskInBuildLog { get; set => field = Passed(value); } = true;

    /// <summary>The raw access token.</summary>
    [Output]
    public string? AccessToken => WarnIfLogged(nameof(AccessToken), _token?.AccessToken);

    /// <summary>The value for an HTTP <c>Authorization</c> header: <c>Bearer </c> followed by the token.</summary>
    [Output]
    public string? AuthorizationHeader => WarnIfLogged(nameof(AuthorizationHeader), _token?.AuthorizationHeader);

    /// <summary>When the token expires, in UTC: <c>2026-01-31T12:00:00Z</c>.</summary>
    [Output]
    public string? ExpiresAt => _token?.ExpiresAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The remaining lifetime of the token, in whole seconds.</summary>
    [Output]
    public int ExpiresIn => (int)(_token?.ExpiresIn.TotalSeconds ?? 0);

    /// <summary>The path of a file, readable only by its owner, that holds the raw token until the build ends.</summary>
    [Output]
    public string? TokenFile => OnDemand(WriteTokenFile);

    /// <summary>The path of such a file that holds <c>Authorization: Bearer …</c>, for <c>curl -H @file</c>.</summary>
    [Output]
    public string? AuthorizationHeaderFile => OnDemand(WriteHeaderFile);

    /// <summary>A description of the credential source.</summary>
    [Output]
    public string? Source => _token?.Source;

    /// <summary>Whether the token came from a cache, without a request to IAM.</summary>
    [Output]
    public bool FromCache => _token?.FromCache ?? false;

    /// <summary>The item behind <c>$(IbmAccessToken)</c>, with the token in its metadata <c>AccessToken</c>. For the package's own targets, which turn off its logging.</summary>
    [Output]
    public ITaskItem? TokenItem
    {
        get
        {
            if (_token is null)
            {
                return null;
            }

            HoldWhileEvaluationIsLogged();
            ITaskItem2 item = new TaskItem("token");
            item.SetMetadataValueLiteral("AccessToken", _token.AccessToken);
            return item;
        }
    }

    private protected override async System.Threading.Tasks.Task RunAsync(IamClient client, IamHost host, CancellationToken cancellationToken)
    {
        _started = Time.GetTimestamp();
        if (FailOnTokenInLogs && ParameterLogging.IsOn(BuildEngine))
        {
            throw new TaskProblemException(TaskProblem.TokenWithheld());
        }

        _cancelled = cancellationToken;
        _token = await client.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        if (MaskInBuildLog)
        {
            Build.Mask(_token.AccessToken);
        }

        if (WriteTokenFiles)
        {
            WriteTokenFile();
            WriteHeaderFile();
        }
    }

    private string? WriteTokenFile() => _token is null ? null : _tokenFile ??= Build.Files.Write("token", _token.AccessToken);

    private string? WriteHeaderFile() => _token is null ? null : _headerFile ??= Build.Files.Write("header", "Authorization: " + _token.AuthorizationHeader);

    // In its own process, MSBuild reads an output only if an <Output> binds it, so only there does a read call for a warning.
    private string? WarnIfLogged(string output, string? value)
    {
        if (value is not null && ParameterLogging.IsOn(BuildEngine) && !ParameterLogging.ReadsEveryOutput(BuildEngine))
        {
            LogWarning(TaskProblem.TokenInLogs(output));
        }

        return value;
    }

    private string? OnDemand(Func<string?> write)
    {
        if (Log.HasLoggedErrors)
        {
            // MSBuild reads the outputs of a failed task too: one report of a folder that can't be written to is enough.
            return null;
        }

        try
        {
            return write();
        }
        catch (TaskProblemException problem) when (ParameterLogging.ReadsEveryOutput(BuildEngine))
        {
            // The file may not be wanted: MSBuild reads all outputs here.
            Log.LogMessage(MessageImportance.Low, "{0}", problem.Message);
        }
        catch (TaskProblemException problem)
        {
            LogProblem(problem.Problem);
        }

        return null;
    }

    private void HoldWhileEvaluationIsLogged()
    {
        var left = _untilEvaluationIsLogged - Time.GetElapsedTime(_started);
        if (left > TimeSpan.Zero && ParameterLogging.IsOn(BuildEngine))
        {
            System.Threading.Tasks.Task.Delay(left, Time, _cancelled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }
}

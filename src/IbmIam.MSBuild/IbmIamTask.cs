using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IbmIam;
using IbmIam.MSBuild.Hosting;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

/// <summary>
/// The base of the IBM Cloud IAM tasks: which credential to use, and how. All parameters are optional: a parameter left
/// out is resolved from the environment. They correspond to the settings of <see cref="IamSettings"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "MSBuild may cancel a task at any time, and a cancellation source without a timer has nothing to dispose.")]
[SuppressMessage("Design", "CA1050", Justification = "A task in a namespace could be called by its full name, for which a project can't turn off parameter logging.")]
public abstract class IbmIamTask : Task, ICancelableTask
{
    private readonly CancellationTokenSource _cancel = new();

    private protected IbmIamTask()
    {
    }

    /// <inheritdoc cref="IamSettings.IamUrl"/>
    public string? IamUrl { get; set; }

    /// <summary>The API key itself. It appears in the project's properties and their logs, hence warning IBMIAM2002: use <see cref="ApiKeyVariable"/>.</summary>
    public string? ApiKey { get; set; }

    /// <inheritdoc cref="IamSettings.ApiKeyVariable"/>
    public string? ApiKeyVariable { get; set; }

    /// <inheritdoc cref="IamSettings.ApiKeyFile"/>
    public string? ApiKeyFile { get; set; }

    /// <inheritdoc cref="IamSettings.TokenVariable"/>
    public string? TokenVariable { get; set; }

    /// <inheritdoc cref="IamSettings.ServiceName"/>
    public string? ServiceName { get; set; }

    /// <inheritdoc cref="IamSettings.CrTokenFile"/>
    public string? CrTokenFile { get; set; }

    /// <inheritdoc cref="IamSettings.UseVpc"/>
    public bool UseVpc { get; set => field = Passed(value); }

    /// <inheritdoc cref="IamSettings.VpcUrl"/>
    public string? VpcUrl { get; set; }

    /// <inheritdoc cref="IamSettings.VpcVersion"/>
    public string? VpcVersion { get; set; }

    /// <inheritdoc cref="IamSettings.UseCli"/>
    public bool UseCli { get; set => field = Passed(value); }

    /// <inheritdoc cref="IamSettings.PasscodeVariable"/>
    public string? PasscodeVariable { get; set; }

    /// <inheritdoc cref="IamSettings.RefreshTokenVariable"/>
    public string? RefreshTokenVariable { get; set; }

    /// <inheritdoc cref="IamSettings.RefreshTokenFile"/>
    public string? RefreshTokenFile { get; set; }

    /// <inheritdoc cref="IamSettings.ClientId"/>
    public string? ClientId { get; set; }

    /// <summary>The client secret itself. It appears in the project's properties and their logs, hence warning IBMIAM2002: use <see cref="ClientSecretVariable"/>.</summary>
    public string? ClientSecret { get; set; }

    /// <inheritdoc cref="IamSettings.ClientSecretVariable"/>
    public string? ClientSecretVariable { get; set; }

    /// <inheritdoc cref="IamSettings.Scope"/>
    public string? Scope { get; set; }

    /// <inheritdoc cref="IamSettings.Account"/>
    public string? Account { get; set; }

    /// <inheritdoc cref="IamSettings.TrustedProfile"/>
    public string? TrustedProfile { get; set; }

    /// <inheritdoc cref="IamSettings.Tenant"/>
    public string? Tenant { get; set; }

    /// <inheritdoc cref="IamSettings.CaFile"/>
    public string? CaFile { get; set; }

    /// <inheritdoc cref="IamSettings.TransactionId"/>
    public string? TransactionId { get; set; }

    /// <summary>Where tokens are cached, and who shares them: <c>user</c>, <c>process</c> or <c>none</c>. Default: <c>user</c>.</summary>
    public string? TokenCache { get; set; }

    /// <summary>The minimum remaining lifetime of the token: seconds, or <c>hh:mm:ss</c>; at most 1 day. Default: 10 seconds.</summary>
    public string? MinimumLifetime { get; set; }

    /// <summary>The maximum duration of getting the token, including retries: seconds, or <c>hh:mm:ss</c>; at most 1 hour. Default: 60 seconds.</summary>
    public string? Timeout { get; set; }

    /// <summary>The folder that relative paths are resolved against. Default: the project's folder.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>The clock for all waits. Tests set their own.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The names of the switches that the call passes: their values don't tell, unlike those of other parameters.</summary>
    internal List<string> SwitchesPassed { get; } = [];

    /// <summary>Runs the task.</summary>
    /// <returns>Whether the task succeeded; if not, the log says why, unless the build was cancelled.</returns>
    public sealed override bool Execute()
    {
        var log = new TaskIamLog(Log);
        try
        {
            CheckAndRunAsync(log).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (IamException problem)
        {
            LogProblem(problem.Code, problem.Message);
        }
        catch (TaskProblemException problem)
        {
            LogProblem(problem.Problem);
        }
        finally
        {
            log.Close();
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Cancels the task at once. MSBuild calls this from another thread when the build is cancelled.</summary>
    public void Cancel() => _cancel.Cancel();

    private protected BuildLifetime Build => BuildLifetime.Of(BuildEngine4);

    private protected bool Passed(bool value, [CallerMemberName] string name = "")
    {
        SwitchesPassed.Add(name);
        return value;
    }

    /// <summary>Resolves a path against the project's folder, which in multi-threaded builds is not the process's working directory.</summary>
    private protected string FullPath(string path) => Path.GetFullPath(path, Folder);

    /// <summary>Collects the faults in parameters that only the derived task has.</summary>
    private protected virtual void Check(List<string> faults)
    {
    }

    private protected abstract System.Threading.Tasks.Task RunAsync(IamClient client, IamHost host, CancellationToken cancellationToken);

    private protected void LogProblem(TaskProblem problem) => LogProblem(problem.Code, problem.Text);

    private protected void LogWarning(TaskProblem problem) =>
        Log.LogWarning(null, problem.Code, null, TaskProblem.HelpLink(problem.Code), null, 0, 0, 0, 0, "{0}", problem.Text);

    // MSBuild sets the working directory to the project's folder, but not for tasks that run in parallel in one process: for
    // these, the folder is that of the file that calls the task, if that file is a project.
    private string Folder => ProjectDirectory is null ? FolderOfCall : Path.GetFullPath(ProjectDirectory, FolderOfCall);

    private string FolderOfCall =>
        (BuildEngine.ProjectFileOfTaskNode is { } file && file.EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? Path.GetDirectoryName(file) : null)
        ?? Environment.CurrentDirectory;

    private async System.Threading.Tasks.Task CheckAndRunAsync(TaskIamLog log)
    {
        var properties = PackageProperties.Given(BuildEngine);
        var faults = new List<string>(PackageProperties.Unknown(properties));
        var settings = TaskSettings.Read(this, faults);
        Check(faults);
        settings.HostFaults = [.. faults.Select(TaskProblem.Invalid)];
        CallWarnings.Of(this, properties).ForEach(LogWarning);
        var host = new IamHost { Log = log, Time = Time, WorkingDirectory = Folder, Memory = Build.Tokens };
        var client = new IamClient(settings, host);
        if (faults.Count > 0)
        {
            // Throws, and reports all other faults too.
            await client.GetTokenAsync(_cancel.Token).ConfigureAwait(false);
        }

        await RunAsync(client, host, _cancel.Token).ConfigureAwait(false);
    }

    private void LogProblem(string code, string text) =>
        Log.LogError(null, code, null, TaskProblem.HelpLink(code), null, 0, 0, 0, 0, "{0}", text);
}

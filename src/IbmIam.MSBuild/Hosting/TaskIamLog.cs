using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Writes the token engine's messages to the build's log while the task runs.</summary>
internal sealed class TaskIamLog(TaskLoggingHelper log) : IIamLog
{
    private readonly Lock _gate = new();
    private bool _closed;

    public void Detail(string message) => Write(() => log.LogMessage(MessageImportance.Low, "{0}", message));

    // These messages are rare. High importance shows them at every verbosity except quiet, and in the terminal logger with -v:d.
    public void Information(string message) => Write(() => log.LogMessage(MessageImportance.High, "{0}", message));

    public void Warning(string code, string message) =>
        Write(() => log.LogWarning(null, code, null, TaskProblem.HelpLink(code), null, 0, 0, 0, 0, "{0}", message));

    /// <summary>Stops logging: an exchange may outlive the task that started it, because others wait for it, and a finished task must not log.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void Write(Action write)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                write();
            }
        }
    }
}

using Cake.Core.Diagnostics;
using IbmIam;

namespace Cake.IbmIam.Hosting;

/// <summary>Writes to Cake's log: warnings at minimal, information at normal, and details at verbose verbosity.</summary>
internal sealed class CakeIamLog(ICakeLog log) : IIamLog
{
    public void Detail(string message) => log.Write(Verbosity.Verbose, LogLevel.Verbose, "{0}", message);

    public void Information(string message) => log.Write(Verbosity.Normal, LogLevel.Information, "{0}", message);

    public void Warning(string code, string message) => log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}: {1}", code, message);
}

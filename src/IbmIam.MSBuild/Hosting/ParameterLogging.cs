using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Whether a log of this build records task inputs and outputs.</summary>
internal static class ParameterLogging
{
    /// <summary>True with <c>-bl</c>, <c>-v:diag</c> or <c>-check</c>. MSBUILDLOGTASKINPUTS has the same effect, but MSBuild does not report it to tasks.</summary>
    public static bool IsOn(IBuildEngine engine) =>
        (engine is IBuildEngine10 { EngineServices.IsTaskInputLoggingEnabled: true })
        || Environment.GetEnvironmentVariable("MSBUILDLOGTASKINPUTS") == "1";

    /// <summary>True in a task host process, where MSBuild reads every output, bound or not, so that a read does not mean that it is used.</summary>
    public static bool ReadsEveryOutput(IBuildEngine engine) => engine.GetType().Name == "OutOfProcTaskHostNode";
}

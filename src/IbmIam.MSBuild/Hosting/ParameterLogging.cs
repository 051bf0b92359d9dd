using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Whether a log of this build records task inputs and outputs.</summary>
internal static class ParameterLogging
{
    /// <summary>On with <c>-bl</c>, <c>-v:diag</c> and <c>-check</c>; MSBUILDLOGTASKINPUTS does the same, but MSBuild does not tell tasks so.</summary>
    public static bool IsOn(IBuildEngine engine) =>
        (engine is IBuildEngine10 { EngineServices.IsTaskInputLoggingEnabled: true })
        || Environment.GetEnvironmentVariable("MSBUILDLOGTASKINPUTS") == "1";

    /// <summary>Out of process MSBuild reads every output, bound or not: there a getter says nothing about its use.</summary>
    public static bool ReadsEveryOutput(IBuildEngine engine) => engine.GetType().Name == "OutOfProcTaskHostNode";
}

using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Tests.Infra;

/// <summary>MSBuild as a task sees it: takes down what is logged and holds what is registered. It builds nothing.</summary>
internal class Engine : IBuildEngine10
{
    private readonly ConcurrentQueue<BuildEventArgs> _events = new();

    public IReadOnlyList<BuildErrorEventArgs> Errors => [.. _events.OfType<BuildErrorEventArgs>()];

    public IReadOnlyList<BuildWarningEventArgs> Warnings => [.. _events.OfType<BuildWarningEventArgs>()];

    public IReadOnlyList<BuildMessageEventArgs> Messages => [.. _events.OfType<BuildMessageEventArgs>()];

    /// <summary>All that was logged, codes before texts.</summary>
    public string Log => string.Join('\n', _events.Select(e => e switch
    {
        BuildErrorEventArgs error => $"error {error.Code}: {error.Message}",
        BuildWarningEventArgs warning => $"warning {warning.Code}: {warning.Message}",
        _ => e.Message,
    }));

    /// <summary>What <c>-p:</c> was given.</summary>
    public Dictionary<string, string> Properties { get; } = [];

    /// <summary>Whether a log records parameters, as <c>-bl</c> does.</summary>
    public bool LogsParameters { get; set; }

    public Dictionary<object, (object Value, RegisteredTaskObjectLifetime Lifetime, bool Early)> Registered { get; } = [];

    public string ProjectFileOfTaskNode { get; set; } = "";

    public EngineServices EngineServices => new Services(this);

    public bool IsRunningMultipleNodes => false;

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 12;

    public int ColumnNumberOfTaskNode => 5;

    public bool AllowFailureWithoutError { get; set; }

    public void LogErrorEvent(BuildErrorEventArgs e) => _events.Enqueue(e);

    public void LogWarningEvent(BuildWarningEventArgs e) => _events.Enqueue(e);

    public void LogMessageEvent(BuildMessageEventArgs e) => _events.Enqueue(e);

    public void LogCustomEvent(CustomBuildEventArgs e) => _events.Enqueue(e);

    public void LogTelemetry(string eventName, IDictionary<string, string> properties) => throw new NotSupportedException();

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => Properties;

    public object? GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => Registered.TryGetValue(key, out var held) ? held.Value : null;

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) =>
        Registered.Add(key, (obj, lifetime, allowEarlyCollection));

    public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public bool ShouldTreatWarningAsError(string warningCode) => false;

    public int RequestCores(int requestedCores) => throw new NotSupportedException();

    public void ReleaseCores(int coresToRelease) => throw new NotSupportedException();

    public void Yield() => throw new NotSupportedException();

    public void Reacquire() => throw new NotSupportedException();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) =>
        throw new NotSupportedException();

    public bool BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) =>
        throw new NotSupportedException();

    public BuildEngineResult BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs) =>
        throw new NotSupportedException();

    private sealed class Services(Engine engine) : EngineServices
    {
        public override bool IsTaskInputLoggingEnabled => engine.LogsParameters;

        public override bool LogsMessagesOfImportance(MessageImportance importance) => true;
    }
}

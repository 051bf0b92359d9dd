using System.Collections;
using System.IO.Compression;
using System.Runtime.Loader;
using Microsoft.Build.Framework;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>No log of MSBuild shows a help link, but Visual Studio does: here the engine is the test.</summary>
public sealed class HelpLinks(Packages packages)
{
    [Fact]
    public void An_error_links_to_its_explanation()
    {
        using var folder = new TempFolder("ibmiam-task");
        ZipFile.ExtractToDirectory(packages.Nupkg("IbmIam.MSBuild"), folder.Path);
        var context = new AssemblyLoadContext("packed task");
        context.LoadFromAssemblyPath(Path.Combine(folder.Path, "tasks/net10.0/IbmIam.Core.dll"));
        var type = context.LoadFromAssemblyPath(Path.Combine(folder.Path, "tasks/net10.0/IbmIam.MSBuild.dll")).GetType("IbmIamRequest", throwOnError: true)!;
        var engine = new RecordingEngine();
        var task = (ITask)Activator.CreateInstance(type)!;
        task.BuildEngine = engine;
        type.GetProperty("Url")!.SetValue(task, "nonsense");

        Assert.False(task.Execute());

        var error = Assert.Single(engine.Errors);
        Assert.Equal(("IBMIAM6002", "https://www.nuget.org/packages/IbmIam.MSBuild#IBMIAM6002"), (error.Code, error.HelpLink));
        Assert.Equal(("deploy.proj", 7), (error.File, error.LineNumber));
    }

    private sealed class RecordingEngine : IBuildEngine4
    {
        private readonly Dictionary<object, object> _objects = [];

        public List<BuildErrorEventArgs> Errors { get; } = [];

        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 7;

        public int ColumnNumberOfTaskNode => 1;

        public string ProjectFileOfTaskNode => "deploy.proj";

        public bool IsRunningMultipleNodes => false;

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e);

        public void LogWarningEvent(BuildWarningEventArgs e)
        {
        }

        public void LogMessageEvent(BuildMessageEventArgs e)
        {
        }

        public void LogCustomEvent(CustomBuildEventArgs e)
        {
        }

        public object GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => _objects.GetValueOrDefault(key)!;

        public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) => _objects[key] = obj;

        public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

        public void Yield()
        {
        }

        public void Reacquire()
        {
        }

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => throw new NotSupportedException();

        public bool BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) => throw new NotSupportedException();

        public BuildEngineResult BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs) => throw new NotSupportedException();
    }
}

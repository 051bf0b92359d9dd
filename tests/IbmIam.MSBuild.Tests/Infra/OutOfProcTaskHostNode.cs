namespace IbmIam.MSBuild.Tests.Infra;

/// <summary>The engine of a process of its own, as beside Visual Studio's MSBuild: tasks know it by this name.</summary>
internal sealed class OutOfProcTaskHostNode : Engine;

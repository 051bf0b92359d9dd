namespace Microsoft.Build.Framework;

/// <summary>
/// Tells MSBuild's multi-threaded mode (<c>-mt</c>) that a task may run in parallel with others in one process. MSBuild
/// finds it by its full name, so a task with its own copy also loads in an MSBuild that lacks the attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;

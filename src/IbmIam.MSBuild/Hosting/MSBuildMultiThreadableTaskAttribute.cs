namespace Microsoft.Build.Framework;

/// <summary>
/// Tells MSBuild's multi-threaded mode (<c>-mt</c>) that a task may run beside others in one process. MSBuild looks
/// for it by full name, so that a task which carries its own copy still loads into an MSBuild that knows none.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;

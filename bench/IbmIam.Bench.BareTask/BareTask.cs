using System.Diagnostics.CodeAnalysis;
using Task = Microsoft.Build.Utilities.Task;

/// <summary>Does nothing: what any task of an assembly of its own costs.</summary>
[SuppressMessage("Design", "CA1050", Justification = "A task like IbmIamToken, which stands in no namespace.")]
public sealed class BareTask : Task
{
    /// <summary>Does nothing.</summary>
    /// <returns>True.</returns>
    public override bool Execute() => true;
}

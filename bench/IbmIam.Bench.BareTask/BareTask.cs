using System.Diagnostics.CodeAnalysis;
using Task = Microsoft.Build.Utilities.Task;

/// <summary>Does nothing: its cost is that of any task in an assembly of its own.</summary>
[SuppressMessage("Design", "CA1050", Justification = "Like IbmIamToken, which is in no namespace.")]
public sealed class BareTask : Task
{
    public override bool Execute() => true;
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

/// <summary>
/// Sets an environment variable for the <c>Exec</c> children of the project, without a word in any log. Not marked as
/// multi-threadable: a multi-threaded build then runs it on its own and hands the change on to the project alone.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "A task in a namespace can be called by its dotted name, for which no project can switch parameter logging off.")]
public sealed class IbmIamSetEnvironment : Task
{
    /// <summary>The variable's name.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>The variable's value; its logging is off.</summary>
    [Required]
    public string Value { get; set; } = "";

    /// <summary>Sets the variable.</summary>
    /// <returns>Always true.</returns>
    public override bool Execute()
    {
        Environment.SetEnvironmentVariable(Name, Value);
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

/// <summary>
/// Sets an environment variable for the project's <c>Exec</c> child processes, without logging it. Not marked as
/// multi-threadable: a multi-threaded build then runs it in isolation and applies the change to that project only.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "A task in a namespace could be called by its full name, for which a project can't turn off parameter logging.")]
public sealed class IbmIamSetEnvironment : Task
{
    /// <summary>The name of the variable.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>The value of the variable. MSBuild does not log this parameter.</summary>
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

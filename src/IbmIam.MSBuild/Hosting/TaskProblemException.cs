using System.Diagnostics.CodeAnalysis;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Carries a task's error to the one place that logs it.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the task: IbmIamTask.Execute logs it.")]
internal sealed class TaskProblemException(TaskProblem problem) : Exception(problem.Text)
{
    public TaskProblem Problem { get; } = problem;
}

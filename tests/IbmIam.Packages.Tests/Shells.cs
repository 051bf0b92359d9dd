using System.Diagnostics;
using IbmIam.Packages.Tests.Documents;

namespace IbmIam.Packages.Tests;

/// <summary>How these tests find what runs documents: a program of the right name alone is not enough.</summary>
public sealed class Shells
{
    [Theory]
    [InlineData(@"C:\Windows\System32")]
    [InlineData(@"c:\WINDOWS\system32\")]
    [InlineData("\"C:/Windows\"")]
    public void On_Windows_the_systems_own_bash_is_passed_over(string system)
    {
        Assert.Null(Bash.Find([system], "bash.exe", @"C:\Windows", _ => true));
        Assert.Equal(
            Path.Combine(@"C:\Windows Tools\Git", "bash.exe"),
            Bash.Find([system, @"C:\Windows Tools\Git", @"C:\later"], "bash.exe", @"C:\Windows", _ => true));
    }

    [Fact]
    public void Elsewhere_the_first_bash_of_the_path_is_taken() =>
        Assert.Equal("/usr/bin/bash", Bash.Find(["", "/opt/bin", "/usr/bin", "/bin"], "bash", system: null, path => path is "/usr/bin/bash" or "/bin/bash"));

    [Fact]
    public async Task A_tool_is_there_only_where_it_runs()
    {
        Needs.Unix();
        using var folder = new TempFolder("ibmiam-tool");
        var tool = Path.Combine(folder.Path, "tool");
        await File.WriteAllTextAsync(tool, "#!/bin/sh\necho not installed >&2\nexit 49\n", TestContext.Current.CancellationToken);
        using (var chmod = Process.Start("chmod", ["+x", tool]))
        {
            await chmod.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(Document.Runs(tool));
        Assert.False(Document.Runs(tool + "-that-is-not-there"));
        Assert.True(Document.Runs("dotnet"));
    }
}

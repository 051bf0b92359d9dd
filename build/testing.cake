// Test suites: each is run to its end, and counted by the file its own runner wrote.
using System.Xml.Linq;

record Suite(string Name, int Passed, int Failed);

var suites = new List<Suite>();

void RunTests(string name, DirectoryPath artifacts, DirectoryPath packages, bool proof = false)
{
    var results = artifacts.Combine("test-results");
    var trx = results.CombineWithFilePath(name + ".trx");
    if (FileExists(trx))
    {
        DeleteFile(trx);
    }

    Information("Running {0}", name);
    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .AppendQuoted(artifacts.CombineWithFilePath($"bin/{name}/release/{name}.dll").FullPath)
            .Append("--results-directory").AppendQuoted(results.FullPath)
            .Append("--report-xunit-trx").Append("--report-xunit-trx-filename").AppendQuoted(trx.GetFilename().FullPath)
            .Append(proof ? "--filter-trait" : "--filter-not-trait").Append("Category=Proof")
            .Append("--no-ansi").Append("--progress").Append("off"),
        // A suite that hangs must fail, not wait for someone to look.
        Timeout = (int)TimeSpan.FromMinutes(proof ? 240 : 20).TotalMilliseconds,
        EnvironmentVariables = new Dictionary<string, string> { ["IBMIAM_TEST_FEED"] = packages.FullPath },
    });

    const int NoTestRan = 8;
    if (proof && exitCode == NoTestRan)
    {
        return;
    }

    // No result file, none that passed, or a bad end after good tests: each must not look like a suite that passed.
    var (passed, failed) = FileExists(trx) ? Count(trx) : (0, 0);
    suites.Add(new Suite(name, passed, failed == 0 && (exitCode != 0 || passed == 0) ? 1 : failed));
}

(int Passed, int Failed) Count(FilePath trx)
{
    var counters = XDocument.Load(trx.FullPath).Descendants().Single(e => e.Name.LocalName == "Counters");
    var passed = (int)counters.Attribute("passed");
    return (passed, (int)counters.Attribute("total") - passed);
}

// A suite that needs more than the SDK: run where its tool is, else left out with one line; on CI that is a failure.
bool CanRun(string suite, string tool, string install)
{
    if (Context.Tools.Resolve(tool) is not null || Context.Tools.Resolve(tool + ".exe") is not null)
    {
        return true;
    }

    Warning("{0} left out: '{1}' was not found. Install {2} to run it.", suite, tool, install);
    if (EnvironmentVariable("CI") == "true")
    {
        suites.Add(new Suite(suite, 0, 1));
    }

    return false;
}

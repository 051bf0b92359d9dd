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
    StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .AppendQuoted(artifacts.CombineWithFilePath($"bin/{name}/release/{name}.dll").FullPath)
            .Append("--results-directory").AppendQuoted(results.FullPath)
            .Append("--report-xunit-trx").Append("--report-xunit-trx-filename").AppendQuoted(trx.GetFilename().FullPath)
            .Append(proof ? "--filter-trait" : "--filter-not-trait").Append("Category=Proof")
            .Append("--no-ansi").Append("--progress").Append("off"),
        EnvironmentVariables = new Dictionary<string, string> { ["IBMIAM_TEST_FEED"] = packages.FullPath },
    });
    suites.Add(Count(name, trx));
}

// No result file, or one without a test, is a failure: a suite that did not run must not look like one that passed.
Suite Count(string name, FilePath trx)
{
    if (!FileExists(trx))
    {
        Error("{0} left no result file", name);
        return new Suite(name, 0, 1);
    }

    var counters = XDocument.Load(trx.FullPath).Descendants().Single(e => e.Name.LocalName == "Counters");
    int Value(string attribute) => (int?)counters.Attribute(attribute) ?? 0;
    var (total, passed) = (Value("total"), Value("passed"));
    return total == 0 ? new Suite(name, 0, 1) : new Suite(name, passed, total - passed);
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

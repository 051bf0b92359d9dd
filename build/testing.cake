// Runs each test suite to its end, and counts results in the report that its runner writes.
using System.Xml.Linq;

record Suite(string Name, int Passed, int Failed, int Skipped = 0);

var suites = new List<Suite>();

// The page's suite is not in the solution: its browser driver is 180 MB, and of no use without Chromium.
const string PageSuite = "IbmIam.Page.Tests";

IEnumerable<string> SolutionSuites() =>
    GetFiles("tests/*.Tests/*.Tests.csproj").Select(project => project.GetFilenameWithoutExtension().ToString()).Where(name => name != PageSuite);

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
        // A suite that hangs must fail, not block the build.
        Timeout = (int)TimeSpan.FromMinutes(proof ? 240 : 20).TotalMilliseconds,
        EnvironmentVariables = new Dictionary<string, string> { ["IBMIAM_TEST_FEED"] = packages.FullPath },
    });

    const int NoTestRan = 8;
    if (proof && exitCode == NoTestRan)
    {
        return;
    }

    // A missing report, no passed test, or a non-zero exit code without a failed test counts as one failure.
    var (passed, failed, skipped) = FileExists(trx) ? Count(trx) : (0, 0, 0);
    suites.Add(new Suite(name, passed, failed == 0 && (exitCode != 0 || passed == 0) ? 1 : failed, skipped));
}

// A skipped test (it needs root or another system) is not a failed one.
(int Passed, int Failed, int Skipped) Count(FilePath trx)
{
    var counters = XDocument.Load(trx.FullPath).Descendants().Single(e => e.Name.LocalName == "Counters");
    var (passed, skipped) = ((int)counters.Attribute("passed"), (int)counters.Attribute("notExecuted"));
    return (passed, (int)counters.Attribute("total") - passed - skipped, skipped);
}

// Tests the fake's page in a real browser. Without one on the PATH, it is skipped with a warning; on Linux CI and for pictures, that
// is a failure. CI agents of other systems have browsers that are not on the PATH, and the page is the same there.
// With pictures, it takes those of the documents instead, and counts nothing.
void RunPage(DirectoryPath artifacts, DirectoryPath packages, bool pictures = false)
{
    if (!new[] { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome" }.Any(OnPath))
    {
        Warning("{0} left out: no Chromium found. Install it (apt-get install chromium) to try the fake's page in a browser.", PageSuite);
        if (pictures || (EnvironmentVariable("CI") == "true" && IsRunningOnLinux()))
        {
            suites.Add(new Suite(PageSuite, 0, 1));
        }

        return;
    }

    DotNetBuild($"tests/{PageSuite}", new DotNetBuildSettings { Configuration = "Release", NoLogo = true, Verbosity = DotNetVerbosity.Quiet, MSBuildSettings = Versioned() });
    if (!pictures)
    {
        RunTests(PageSuite, artifacts, packages);
        return;
    }

    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .AppendQuoted(artifacts.CombineWithFilePath($"bin/{PageSuite}/release/{PageSuite}.dll").FullPath).Append("--filter-class *.Pictures"),
        EnvironmentVariables = new Dictionary<string, string> { ["IBMIAM_PICTURES"] = "docs" },
    });
    if (exitCode != 0)
    {
        throw new CakeException($"The pictures were not taken: {PageSuite} ended with {exitCode}.");
    }
}

// Runs IBM's own Node.js clients against the fake program. Without Node.js or npm, they are skipped with a warning; on CI, that is a
// failure.
void RunClients(DirectoryPath artifacts)
{
    const string Name = "clients";
    var missing = new[] { "node", "npm" }.Where(tool => !OnPath(tool)).ToArray();
    if (missing.Length > 0)
    {
        Warning("{0} left out: {1} not found. Install Node.js 20 or newer with npm to run IBM's own clients against the fake.", Name, string.Join(" and ", missing));
        if (EnvironmentVariable("CI") == "true")
        {
            suites.Add(new Suite(Name, 0, 1));
        }

        return;
    }

    Information("Running {0}", Name);
    foreach (var folder in new[] { "tests/clients", "tests/clients/key-protect" })
    {
        RunTool("npm", "ci --no-audit --no-fund --loglevel=error", folder);
    }

    var results = artifacts.Combine("test-results");
    EnsureDirectoryExists(results);
    var report = results.CombineWithFilePath(Name + ".xml");
    var exitCode = StartProcess("node", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder()
            .Append("--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit")
            .AppendSwitchQuoted("--test-reporter-destination", "=", report.FullPath)
            .Append("tests/clients/run.mjs dotnet")
            .AppendQuoted(artifacts.CombineWithFilePath("bin/IbmIam.Testing.Server/release/IbmIam.Testing.Server.dll").FullPath),
        Timeout = (int)TimeSpan.FromMinutes(10).TotalMilliseconds,
    });
    var cases = FileExists(report) ? XDocument.Load(report.FullPath).Descendants("testcase").ToArray() : [];
    var failed = cases.Count(c => c.Elements("failure").Any() || c.Elements("error").Any());
    suites.Add(new Suite(Name, cases.Length - failed, failed == 0 && (exitCode != 0 || cases.Length == 0) ? 1 : failed));
}

// Each configuration is for one assembly that a suite tests, and contains the threshold.
void RunMutations(FilePath config, DirectoryPath output)
{
    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder().Append("stryker --skip-version-check --config-file").AppendQuoted(config.FullPath)
            .Append("--output").AppendQuoted(output.FullPath),
        WorkingDirectory = config.GetDirectory(),
    });
    if (exitCode != 0)
    {
        throw new CakeException($"The mutation run of {config.GetDirectory().GetDirectoryName()} ({config.GetFilename()}) ended with {exitCode}: below the threshold, or not at all.");
    }
}

// Warns about samples that the package tests skip, because their language is not installed.
void SayWhatIsLeftOut()
{
    foreach (var (tool, sample) in new[] { ("node", "samples/node-test"), ("python3", "samples/python-test") }.Where(s => !OnPath(s.Item1)))
    {
        Warning("{0} left out: {1} not found.", sample, tool);
    }
}

void RunTool(string tool, string arguments, DirectoryPath folder)
{
    var file = IsRunningOnWindows() ? tool + ".cmd" : tool;
    var exitCode = StartProcess(file, new ProcessSettings { Arguments = arguments, WorkingDirectory = folder });
    if (exitCode != 0)
    {
        throw new CakeException($"{tool} {arguments} in {folder} ended with {exitCode}.");
    }
}

bool OnPath(string tool) =>
    EnvironmentVariable("PATH").Split(System.IO.Path.PathSeparator).Any(folder =>
        new[] { "", ".exe", ".cmd" }.Any(ending => System.IO.File.Exists(System.IO.Path.Combine(folder, tool + ending))));

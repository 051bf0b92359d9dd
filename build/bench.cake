#nullable enable
// Measurements against what people use today: Bench runs all of them, Bench-<table> one. A table that fails is told and
// does not lose the others. bench/clients wants npm; the compiled fake wants a C toolchain.
string[] benchTables =
[
    "solution", "incremental", "growth", "cake", "cached", "callers", "exchange", "file",
    "fake-start", "fake-program", "fake-tokens", "fake-requests", "fake-memory", "fleet",
];
var benchFailures = new List<string>();

Task("BenchPrepare")
    .Description("Packs, installs the Node.js clients and compiles the fake, for Bench.")
    .IsDependentOn("Pack")
    .Does(() =>
{
    RunTool("npm", "ci --no-audit --no-fund --loglevel=error", "bench/clients");
    DotNetPublish("src/IbmIam.Testing.Server", new DotNetPublishSettings
    {
        Configuration = "Release",
        NoLogo = true,
        Verbosity = DotNetVerbosity.Quiet,
        Runtime = "linux-x64",
        OutputDirectory = artifacts.Combine("bench/native"),
        MSBuildSettings = new DotNetMSBuildSettings()
            .WithProperty("PublishAot", "true")
            // Another target, other packages, other intermediate files: nothing of the normal build changes.
            .WithProperty("ArtifactsPath", artifacts.Combine("bench/native-build").FullPath)
            .WithProperty("NuGetLockFilePath", "obj/native.lock.json"),
    });
});

foreach (var table in benchTables)
{
    Task("Bench-" + table)
        .Description($"Measures the table {table}.")
        .IsDependentOn("BenchPrepare")
        .Does(() =>
    {
        Measure(table);
        Bench("report");
        FailWhereLost();
    });
}

Task("Bench")
    .Description("Measures everything, under 20 minutes: artifacts/bench/results.json, docs/benchmarks.md and its charts.")
    .IsDependentOn("BenchPrepare")
    .Does(() =>
{
    CleanDirectory(artifacts.Combine("bench/tables"));
    Array.ForEach(benchTables, Measure);
    Bench("report");
    Bench("docs");
    FailWhereLost();
});

Task("BenchDocs")
    .Description("Writes docs/benchmarks.md and its charts from the last results.json.")
    .IsDependentOn("Build")
    .Does(() => Bench("docs"));

Task("BenchKeep")
    .Description("Keeps the last results.json as docs/benchmarks.json, the run that BenchDocs compares later ones with.")
    .IsDependentOn("Build")
    .Does(() => Bench("keep"));

void FailWhereLost()
{
    if (benchFailures.Count > 0)
    {
        throw new CakeException("These measurements failed: " + string.Join(", ", benchFailures));
    }
}

void Measure(string table)
{
    try
    {
        if (Bench("run " + table) == 0)
        {
            return;
        }
    }
    catch (Exception e) when (e is TimeoutException or CakeException)
    {
        Error(e.Message);
    }

    benchFailures.Add(table);
}

int Bench(string arguments) => StartProcess("dotnet", new ProcessSettings
{
    Arguments = new ProcessArgumentBuilder().AppendQuoted(artifacts.CombineWithFilePath("bin/IbmIam.Bench/release/IbmIam.Bench.dll").FullPath).Append(arguments),
    Timeout = (int)TimeSpan.FromMinutes(10).TotalMilliseconds,
});

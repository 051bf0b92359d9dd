#nullable enable
// Benchmarks against what people use today: Bench runs all tables, Bench-<table> one. bench/clients needs npm, the
// compiled fake a C toolchain.
string[] benchTables =
[
    "solution", "incremental", "growth", "cake", "cached", "callers", "exchange", "file",
    "fake-start", "fake-program", "fake-tokens", "fake-requests", "fake-memory", "fleet",
];

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
            // Intermediate files and a lock file of its own: the normal build stays as it is.
            .WithProperty("ArtifactsPath", artifacts.Combine("bench/native-build").FullPath)
            .WithProperty("NuGetLockFilePath", "obj/native.lock.json"),
    });
});

foreach (var table in benchTables)
{
    Task("Bench-" + table)
        .Description($"Measures the table {table}.")
        .IsDependentOn("BenchPrepare")
        .Does(() => Bench("run " + table));
}

Task("Bench")
    .Description("Measures everything, under 20 minutes: artifacts/bench/results.json, docs/benchmarks.md and its charts.")
    .IsDependentOn("BenchPrepare")
    .Does(() =>
{
    try
    {
        Bench("run");
    }
    finally
    {
        // Publish what was measured even if a table failed; without results.json there is nothing to publish.
        if (FileExists(artifacts.CombineWithFilePath("bench/results.json")))
        {
            Bench("docs");
        }
    }
});

Task("BenchDocs")
    .Description("Writes docs/benchmarks.md and its charts from the last results.json.")
    .IsDependentOn("Build")
    .Does(() => Bench("docs"));

Task("BenchKeep")
    .Description("Keeps the last results.json in docs/benchmarks as the run of its day, which BenchDocs compares those of other days with.")
    .IsDependentOn("Build")
    .Does(() => Bench("keep"));

/// <summary>Runs the bench program, which stops a pass that exceeds its time limit.</summary>
void Bench(string arguments)
{
    var program = artifacts.CombineWithFilePath("bin/IbmIam.Bench/release/IbmIam.Bench.dll").FullPath;
    var exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = new ProcessArgumentBuilder().AppendQuoted(program).Append(arguments) });
    if (exitCode != 0)
    {
        throw new CakeException($"The bench program failed ({arguments}); what it printed says where.");
    }
}

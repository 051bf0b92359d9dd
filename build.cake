#load build/testing.cake
#load build/demo.cake
#load build/bench.cake
#load build/fuzz.cake

var target = Argument("target", "Test");
var artifacts = MakeAbsolute(Directory("artifacts"));
var packages = artifacts.Combine("packages");

// Each pack gets a new version, because NuGet and Cake cache packages by version; one below every release, so that `*` prefers those.
var packageVersion = Argument("package-version",
    "0.0." + (long)(DateTimeOffset.UtcNow - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds);

// A version that was asked for is in the assemblies too. One that is new with each pack is not: it would compile everything anew.
DotNetMSBuildSettings Versioned() =>
    new DotNetMSBuildSettings().WithProperty(HasArgument("package-version") ? "Version" : "PackageVersion", packageVersion);

Task("Clean")
    .Description("Removes everything that was built.")
    .Does(() => CleanDirectory(artifacts));

Task("Build")
    .Description("Builds the solution; warnings are errors.")
    .Does(() => DotNetBuild("Tooling.sln", new DotNetBuildSettings { Configuration = "Release", NoLogo = true, Verbosity = DotNetVerbosity.Quiet, MSBuildSettings = Versioned() }));

Task("Pack")
    .Description("Packs the four packages into artifacts/packages.")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory(packages);
    DotNetPack("Tooling.sln", new DotNetPackSettings
    {
        Configuration = "Release",
        NoLogo = true,
        Verbosity = DotNetVerbosity.Quiet,
        OutputDirectory = packages,
        MSBuildSettings = Versioned(),
    });
});

Task("Test")
    .Description("Runs everything that must pass; the last line counts.")
    .IsDependentOn("Pack")
    .Does(() =>
{
    foreach (var suite in SolutionSuites())
    {
        RunTests(suite, artifacts, packages);
    }

    SayWhatIsLeftOut();
    RunClients(artifacts);
    RunPage(artifacts, packages);
});

Task("Proof")
    .Description("Runs what is too long for Test: whole grids, soaks, kills, long histories.")
    .IsDependentOn("Pack")
    .Does(() =>
{
    foreach (var suite in SolutionSuites())
    {
        RunTests(suite, artifacts, packages, proof: true);
    }
});

Task("Pictures")
    .Description("Takes the pictures of the fake's page and of a build anew: docs/images. Needs Chromium; Inter and JetBrains Mono make them as they are.")
    .IsDependentOn("Pack")
    .Does(() => RunPage(artifacts, packages, pictures: true));

Task("Mutation")
    .Description("Changes sources line by line and counts the changes that their tests notice: artifacts/mutation. --suite=IbmIam.MSBuild.Tests runs one alone.")
    .DoesForEach(
        () => GetFiles($"tests/{Argument("suite", "*")}/stryker-config*.json"),
        config => RunMutations(config, artifacts.Combine("mutation").Combine(config.GetDirectory().GetDirectoryName()).Combine(config.GetFilenameWithoutExtension().ToString())))
    .DeferOnError();

Task("PackNative")
    .Description("Packs ibm-iam-fake compiled ahead of time for linux-x64; needs a C toolchain.")
    .Does(() =>
{
    var native = artifacts.Combine("packages-native");
    CleanDirectory(native);
    DotNetPack("src/IbmIam.Testing.Server", new DotNetPackSettings
    {
        Configuration = "Release",
        NoLogo = true,
        Runtime = "linux-x64",
        OutputDirectory = native,
        MSBuildSettings = Versioned()
            .WithProperty("PublishAot", "true")
            // Separate intermediate files and a separate lock file, so that the normal build is unaffected.
            .WithProperty("ArtifactsPath", artifacts.Combine("native-build").FullPath)
            .WithProperty("NuGetLockFilePath", "obj/native.lock.json"),
    });
});

var demoReport = "";
Task("Demo")
    .Description("Gets a token and uses it, through the packed addin and the packed task, against the fake IAM.")
    .IsDependentOn("Pack")
    .Does(async () => demoReport = await new Demo(Context, artifacts, packages, packageVersion).RunAsync());

RunTarget(target);

// Cake has printed its report, so this output comes last.
Console.WriteLine(demoReport);
if (suites.Count > 0)
{
    suites.ForEach(s => Console.WriteLine($"{s.Name}: {s.Passed} passed, {s.Failed} failed" + (s.Skipped > 0 ? $", {s.Skipped} skipped" : "")));
    Console.WriteLine($"{suites.Sum(s => s.Passed)} passed, {suites.Sum(s => s.Failed)} failed");
    if (suites.Any(s => s.Failed > 0) || suites.Sum(s => s.Passed) == 0)
    {
        Environment.Exit(1);
    }
}

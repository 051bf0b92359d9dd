#load build/testing.cake
#load build/demo.cake

var target = Argument("target", "Test");
var artifacts = MakeAbsolute(Directory("artifacts"));
var packages = artifacts.Combine("packages");

// A version of its own for each pack: NuGet and Cake keep what they have of the same version.
var packageVersion = Argument("package-version",
    "0.1." + (long)(DateTimeOffset.UtcNow - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds);

Task("Clean")
    .Description("Removes everything that was built.")
    .Does(() => CleanDirectory(artifacts));

Task("Build")
    .Description("Builds the solution; warnings are errors.")
    .Does(() => DotNetBuild("Tooling.sln", new DotNetBuildSettings { Configuration = "Release", NoLogo = true, Verbosity = DotNetVerbosity.Quiet }));

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
        MSBuildSettings = new DotNetMSBuildSettings().WithProperty("PackageVersion", packageVersion),
    });
});

Task("Test")
    .Description("Runs everything that must pass; the last line counts.")
    .IsDependentOn("Pack")
    .Does(() =>
{
    foreach (var project in GetFiles("tests/*.Tests/*.Tests.csproj"))
    {
        RunTests(project.GetFilenameWithoutExtension().ToString(), artifacts, packages);
    }
});

var demoReport = "";
Task("Demo")
    .Description("Gets a token and uses it, through the packed addin and the packed task, against the fake IAM.")
    .IsDependentOn("Pack")
    .Does(async () => demoReport = await new Demo(Context, artifacts, packages, packageVersion).RunAsync());

RunTarget(target);

// Cake's own report is out: what follows stands at the end.
Console.WriteLine(demoReport);
if (suites.Count > 0)
{
    suites.ForEach(s => Console.WriteLine($"{s.Name}: {s.Passed} passed, {s.Failed} failed"));
    Console.WriteLine($"{suites.Sum(s => s.Passed)} passed, {suites.Sum(s => s.Failed)} failed");
    if (suites.Any(s => s.Failed > 0) || suites.Sum(s => s.Passed) == 0)
    {
        Environment.Exit(1);
    }
}

// Coverage-guided fuzzing: SharpFuzz instruments a copy of the assemblies; afl-fuzz mutates inputs and keeps those that reach new code.
// Needs afl-fuzz, which is available for Linux and macOS.
var fuzzSeconds = (int)(60 * Argument("minutes", 2.0));
var fuzzOnly = Argument("only", "");
var keepSeeds = HasArgument("keep");

Task("Fuzz")
    .Description("Fuzzes every parser and the fake, guided by coverage: --minutes N for each (2), --only TARGET, --keep to keep what reached new code as seeds.")
    .Does(() =>
{
    if (!OnPath("afl-fuzz"))
    {
        throw new CakeException("afl-fuzz was not found. Install it (apt-get install afl++; brew install afl++) to fuzz.");
    }

    const string Suite = "IbmIam.Fuzz.Tests";
    DotNetBuild($"tests/{Suite}", new DotNetBuildSettings { Configuration = "Release", NoLogo = true, Verbosity = DotNetVerbosity.Quiet });
    var folder = artifacts.Combine("fuzz");
    CleanDirectory(folder);
    CopyDirectory(artifacts.Combine($"bin/{Suite}/release"), folder.Combine("program"));
    foreach (var assembly in new[] { "IbmIam.Core.dll", "IbmIam.Testing.Protocol.dll" })
    {
        Run("dotnet", new ProcessArgumentBuilder().Append("tool exec --yes SharpFuzz.CommandLine@2.3.0 --").AppendQuoted(folder.CombineWithFilePath($"program/{assembly}").FullPath), folder);
    }

    var program = folder.CombineWithFilePath($"program/{Suite}.dll");
    var seeds = MakeAbsolute(Directory($"tests/{Suite}/seeds"));
    var found = new List<string>();
    Information("{0,-20} {1,12} {2,8} {3,8} {4,8} {5,8}", "target", "executions", "inputs", "edges", "crashes", "hangs");
    foreach (var target in GetSubDirectories(seeds).Select(path => path.GetDirectoryName()).Where(name => fuzzOnly is "" || fuzzOnly == name).Order(StringComparer.Ordinal))
    {
        var results = FuzzTarget(program, seeds.Combine(target), folder.Combine(target), target, fuzzSeconds);
        var bad = GetFiles(results + "/crashes/id*").Concat(GetFiles(results + "/hangs/id*")).ToArray();
        foreach (var file in keepSeeds ? bad.Concat(GetFiles(results + "/queue/*+cov*")) : bad)
        {
            var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(file.FullPath)))[..16];
            CopyFile(file, seeds.CombineWithFilePath($"{target}/{(bad.Contains(file) ? "found" : "seen")}-{name}"));
        }

        if (bad.Length > 0)
        {
            found.Add($"{target} ({bad.Length})");
        }
    }

    // Checks that the fuzzer works: it must find a planted fault.
    var planted = folder.Combine("planted-seeds");
    EnsureDirectoryExists(planted);
    System.IO.File.WriteAllText(planted.CombineWithFilePath("01").FullPath, """{"access_token":"a.b.c"}""");
    if (GetFiles(FuzzTarget(program, planted, folder.Combine("planted"), "planted", 20) + "/crashes/id*").Count == 0)
    {
        throw new CakeException("The fault planted in the target 'planted' was not found: the fuzzer does not work here.");
    }

    if (found.Count > 0)
    {
        throw new CakeException($"Fuzzing broke {string.Join(", ", found)}. The inputs are among the seeds now: the suite {Suite} shows each.");
    }
});

string FuzzTarget(FilePath program, DirectoryPath seeds, DirectoryPath output, string target, int seconds)
{
    Run("afl-fuzz", new ProcessArgumentBuilder()
        .Append("-i").AppendQuoted(seeds.FullPath).Append("-o").AppendQuoted(output.FullPath)
        .Append("-x").AppendQuoted(MakeAbsolute(File("tests/IbmIam.Fuzz.Tests/words.dict")).FullPath)
        .Append($"-V {seconds} -t 10000 -m none -- dotnet").AppendQuoted(program.FullPath).Append("--fuzz").Append(target), output.GetParent());
    var results = output.Combine("default");
    var figures = System.IO.File.ReadLines(results.CombineWithFilePath("fuzzer_stats").FullPath).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
    Information("{0,-20} {1,12} {2,8} {3,8} {4,8} {5,8}", target, figures["execs_done"], figures["corpus_count"], figures["edges_found"], figures["saved_crashes"], figures["saved_hangs"]);
    return results.FullPath;
}

void Run(string tool, ProcessArgumentBuilder arguments, DirectoryPath folder)
{
    var exitCode = StartProcess(tool, new ProcessSettings
    {
        Arguments = arguments,
        WorkingDirectory = folder,
        EnvironmentVariables = new Dictionary<string, string>
        {
            ["AFL_NO_UI"] = "1",
            // The executable is dotnet, which is not instrumented; the assemblies are.
            ["AFL_SKIP_BIN_CHECK"] = "1",
            // The program reports exceptions as crashes itself, so core dumps and system tuning are not needed.
            ["AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES"] = "1",
            ["AFL_SKIP_CPUFREQ"] = "1",
            ["AFL_NO_AFFINITY"] = "1",
        },
        RedirectStandardOutput = true,
    }, out var output);
    var text = string.Join('\n', output);
    if (exitCode != 0)
    {
        throw new CakeException($"{tool} ended with {exitCode}:\n{text}");
    }
}

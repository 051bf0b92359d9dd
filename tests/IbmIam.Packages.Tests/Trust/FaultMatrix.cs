using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>
/// Every fault of the fake's with every kind of credential, in a real Cake script and a real build: a token, or the right
/// code, in time. The core runs the same cells (<c>FaultMatrixOfTheCore</c>); the table in the document is made of them.
/// </summary>
public sealed partial class FaultMatrix(Packages packages)
{
    private const string Document = "docs/quality.md";

    // Where the first cell stands in the project, and how many lines each has.
    private const int FirstLine = 9;
    private const int LinesOfACell = 2;

    // All cells wait side by side.
    private const string Script = """
        #addin nuget:?package=Cake.IbmIam

        string Outcome(Exception e) => e is AggregateException many ? Outcome(many.InnerException) : e.InnerException is IamException iam ? iam.Code : e.GetType().Name;

        object Value(Type type, string text) =>
            type == typeof(FilePath) ? new FilePath(text)
            : type == typeof(bool) ? bool.Parse(text)
            : type == typeof(TimeSpan) ? TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : type.IsEnum ? Enum.Parse(type, text)
            : text;

        async System.Threading.Tasks.Task<string> RunCell(Dictionary<string, string> cell)
        {
            var settings = new IbmIamSettings();
            foreach (var (name, value) in cell)
            {
                var property = typeof(IbmIamSettings).GetProperty(name);
                property.SetValue(settings, Value(property.PropertyType, value));
            }

            try
            {
                return (await IbmIamTokenAsync(settings)).AccessToken.Split('.').Length == 3 ? "token" : "half a token";
            }
            catch (Exception e)
            {
                return Outcome(e);
            }
        }

        Task("Run").Does(async () =>
        {
            var cells = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>[]>(System.IO.File.ReadAllText("cells.json"));
            var outcomes = await System.Threading.Tasks.Task.WhenAll(cells.Select(RunCell));
            System.IO.File.WriteAllLines("outcomes.txt", outcomes);
        });
        RunTarget("Run");
        """;

    [Fact]
    public async Task Every_fault_and_credential_ends_as_it_must_in_a_script()
    {
        await CakeScript.RestoreToolAsync(packages);
        using var sandbox = new Sandbox(packages);
        var cells = Cells(sandbox, (_, _, _) => true);
        try
        {
            sandbox.Write(".config/dotnet-tools.json", await File.ReadAllTextAsync(Path.Combine(Packages.RepositoryRoot, ".config/dotnet-tools.json"), Stop));
            sandbox.Write("cells.json", JsonSerializer.Serialize(cells.Select(c => c.Settings)));
            sandbox.Write("build.cake", Script);

            (await sandbox.DotNetAsync("cake")).ShouldSucceed();

            var outcomes = await File.ReadAllLinesAsync(Path.Combine(sandbox.Folder, "outcomes.txt"), Stop);
            Assert.Equal(PlannedFault.All.Count * FaultCell.Credentials.Count * 2, outcomes.Length);
            Assert.Empty(cells.Zip(outcomes, (cell, outcome) => cell.Judge(outcome)).OfType<string>());
        }
        finally
        {
            End(cells);
        }
    }

    /// <summary>Each fault once, each credential twice; and what hangs, for ever.</summary>
    [Fact]
    public Task A_choice_of_faults_and_credentials_ends_as_it_must_in_a_build() =>
        BuildAsync((fault, always, at) => always ? fault.Hangs && at % 8 == 5 : at % 8 == 0);

    public static TheoryData<string> Faults => [.. PlannedFault.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    [Trait("Category", "Proof")]
    public Task Every_fault_and_credential_ends_as_it_must_in_a_build(string name) => BuildAsync((fault, _, _) => fault.Name == name);

    [Fact]
    public void The_table_in_the_document_is_what_the_cells_expect()
    {
        var path = Path.Combine(Packages.RepositoryRoot, Document);
        var text = File.ReadAllText(path);
        if (Environment.GetEnvironmentVariable("IBMIAM_WRITE_DOCUMENTS") == "true")
        {
            text = Section().Replace(text, _ => Table());
            File.WriteAllText(path, text);
        }

        Assert.Equal(Table(), Section().Match(text).Value);
    }

    // One task after the other: what each comes to is told by the line that it stands on.
    private async Task BuildAsync(Func<PlannedFault, bool, int, bool> pick)
    {
        using var sandbox = new Sandbox(packages);
        var cells = Cells(sandbox, pick);
        try
        {
            sandbox.Write("run.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="IbmIam.MSBuild" Version="*" PrivateAssets="all" />
                  </ItemGroup>
                  <Target Name="Cells">
                {string.Join('\n', cells.Select(Use))}
                  </Target>
                </Project>
                """);

            var build = (await sandbox.DotNetAsync("build", "-t:Cells")).ShouldSucceed();

            var outcomes = Token().Matches(build.Output).Select(m => (Cell: Number(m, "cell"), Outcome: FaultCell.Token))
                .Concat(Refusal().Matches(build.Output).Select(m => (Cell: (Number(m, "line") - FirstLine) / LinesOfACell, Outcome: m.Groups["code"].Value)))
                // The build's summary tells each warning again.
                .Distinct().ToDictionary(o => o.Cell, o => o.Outcome);
            Assert.Equal(cells.Count, outcomes.Count);
            Assert.Empty(cells.Select(cell => cell.Judge(outcomes[cell.Number])).OfType<string>());
        }
        finally
        {
            End(cells);
        }
    }

    private static string Use(FaultCell cell) => $"""
            <IbmIamToken {string.Join(' ', cell.Settings.Select(s => $"{s.Key}=\"{s.Value}\""))} ContinueOnError="true"><Output TaskParameter="Source" PropertyName="Source{cell.Number}" /></IbmIamToken>
            <Message Condition="'$(Source{cell.Number})' != ''" Importance="high" Text="cell {cell.Number}: token" />
        """;

    private static IReadOnlyList<FaultCell> Cells(Sandbox sandbox, Func<PlannedFault, bool, int, bool> pick)
    {
        var cells = FaultCell.Grid(sandbox.Folder, pick);
        foreach (var (name, value) in cells.SelectMany(c => c.Environment))
        {
            sandbox.Environment[name] = value;
        }

        sandbox.Environment["IBM_CREDENTIALS_FILE"] = sandbox.Write("credentials.env", string.Concat(cells.Select(c => c.Line)));
        return cells;
    }

    private static void End(IEnumerable<FaultCell> cells)
    {
        foreach (var cell in cells)
        {
            cell.Dispose();
        }
    }

    private static string Table()
    {
        var table = new StringBuilder("<!-- fault-matrix -->\n");
        table.Append("| fault | once | always |\n|---|---|---|\n");
        foreach (var fault in PlannedFault.All)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {fault.Name} | {Outcome(fault, always: false)} | {Outcome(fault, always: true)} |\n");
        }

        return table.Append("<!-- /fault-matrix -->").ToString();
    }

    private static string Outcome(PlannedFault fault, bool always) => string.Join("; ", FaultCell.Credentials
        .GroupBy(credential => FaultCell.Expectation(fault, always, credential))
        .OrderByDescending(group => group.Count())
        .Select((group, at) => at == 0 ? group.Key : $"{string.Join(", ", group)}: {group.Key}"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [GeneratedRegex("<!-- fault-matrix -->.*<!-- /fault-matrix -->", RegexOptions.Singleline)]
    private static partial Regex Section();

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"cell (?<cell>\d+): token", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex(@"run\.csproj\((?<line>\d+),\d+\): warning (?<code>IBMIAM[3-5]\d+): ", RegexOptions.ExplicitCapture)]
    private static partial Regex Refusal();
}

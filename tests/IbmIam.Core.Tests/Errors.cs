using System.Reflection;
using System.Text.RegularExpressions;

namespace IbmIam.Core.Tests;

/// <summary>The messages and the page that explains them are one.</summary>
public sealed partial class Errors
{
    private static readonly string Root = Path.GetFullPath(
        typeof(Errors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!);

    [Fact]
    public void Every_code_is_explained_and_every_explanation_has_its_code()
    {
        var told = Codes(Sources().Select(File.ReadAllText)).Distinct().Order();
        var explained = Codes([File.ReadAllText(Path.Combine(Root, "docs", "errors.md"))]).Where(static code => !code.StartsWith("IBMIAM200", StringComparison.Ordinal) && code[6] != '6').Order().ToList();

        Assert.Equal(explained.Distinct(), explained);
        Assert.Equal(explained, told);
    }

    [Fact]
    public void Codes_stand_with_the_messages_alone()
    {
        var elsewhere = Directory.GetFiles(Path.Combine(Root, "src", "IbmIam.Core"), "*.cs", SearchOption.AllDirectories).Except(Sources());

        Assert.Empty(Codes(elsewhere.Select(File.ReadAllText)));
    }

    private static string[] Sources() => Directory.GetFiles(Path.Combine(Root, "src", "IbmIam.Core", "Diagnostics"), "Problems*.cs");

    private static IEnumerable<string> Codes(IEnumerable<string> texts) => texts.SelectMany(static text => Code().Matches(text)).Select(static match => match.Value);

    [GeneratedRegex(@"IBMIAM\d{4}")]
    private static partial Regex Code();
}

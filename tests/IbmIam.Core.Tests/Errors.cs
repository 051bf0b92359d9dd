using System.Reflection;
using System.Text.RegularExpressions;
using IbmIam.Diagnostics;

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
        var explained = Codes([File.ReadAllText(Path.Combine(Root, "docs", "errors.md"))]).Where(static code => !code.StartsWith("IBMIAM200", StringComparison.Ordinal) && code[6] is not ('6' or '7')).Order().ToList();

        Assert.Equal(explained.Distinct(), explained);
        Assert.True(told.All(explained.Contains), $"docs/errors.md has no row for {string.Join(", ", told.Except(explained))}");
        Assert.Equal(explained, told);
    }

    [Fact]
    public void Codes_stand_with_the_messages_alone()
    {
        var elsewhere = Directory.GetFiles(Path.Combine(Root, "src", "IbmIam.Core"), "*.cs", SearchOption.AllDirectories).Except(Sources());

        Assert.Empty(Codes(elsewhere.Select(File.ReadAllText)));
    }

    /// <summary>All messages as people read them, in one file: a change of words is seen, and reviewed, there.</summary>
    [Fact]
    public void Every_message_reads_as_written_down()
    {
        var messages = typeof(Problems).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(static at => at.ReturnType == typeof(Fault) || at.ReturnType == typeof(IamException))
            .SelectMany(static method => Samples(method).Select(arguments => Line(method.Invoke(null, arguments)!)))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(File.ReadAllText(Path.Combine(Root, "tests", "IbmIam.Core.Tests", "messages.txt")), string.Concat(messages.Select(static line => line + "\n")));
    }

    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(0.9, "0 s")]
    [InlineData(119.9, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(7199, "119 min")]
    [InlineData(7200, "2 h")]
    [InlineData(90000, "25 h")]
    public void A_span_is_told_as_people_say_it(double seconds, string told) => Assert.Equal(told, Problems.Span(TimeSpan.FromSeconds(seconds)));

    private static string Line(object problem) => problem switch
    {
        Fault fault => $"{fault.Code} {fault.Text}",
        IamException e => $"{e.Code} {e.Failure} {e.HttpStatus} {e.IamCode} {e.TransactionId}| {e.Message}",
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Every combination of a method's sample arguments.</summary>
    private static IEnumerable<object?[]> Samples(MethodInfo method) => method.GetParameters().Aggregate(
        (IEnumerable<object?[]>)[[]], static (all, parameter) => all.SelectMany(before => Samples(parameter).Select(value => (object?[])[.. before, value])));

    private static IEnumerable<object?> Samples(ParameterInfo parameter) => (parameter.ParameterType, parameter.Name) switch
    {
        ({ } type, "name") when type == typeof(string) => ["DEPLOY_KEY", "deployKey", new string('X', 41), new string('x', 21), "OdD1-name", "a\nb"],
        ({ } type, "path") when type == typeof(string) => ["keys/mine.json", new string('x', 39), new string('x', 40), "keys/" + new string('x', 40), "keys\\" + new string('x', 40)],
        ({ } type, "service") when type == typeof(string) => ["key-protect"],
        ({ } type, "setting") when type == typeof(string) => parameter.Member.Name == nameof(Problems.VariableEmpty) ? ["ApiKeyVariable", "PasscodeVariable"] : ["<setting>"],
        ({ } type, _) when type == typeof(string) => [$"<{parameter.Name}>"],
        ({ } type, _) when type == typeof(bool) => [true, false],
        ({ } type, _) when type == typeof(int) => [200],
        ({ } type, _) when type == typeof(int?) => [200, null],
        ({ } type, _) when type == typeof(TimeSpan) => [TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(-400)],
        ({ } type, _) when type == typeof(DateTimeOffset) => [Infra.Bed.Noon],
        ({ } type, _) when type == typeof(Uri) => [new Uri("https://service.example:444/path?query"), null, new Uri("path", UriKind.Relative)],
        ({ } type, _) when type == typeof(IamError) => IamCodes.Take(parameter.Member.Name == nameof(Problems.Refused) ? IamCodes.Length : 2).Select(static code => new IamError(code is null ? 429 : 400, code, code is null ? null : "IAM says so.", code is null ? null : "t-1")),
        ({ } type, _) when type == typeof(IReadOnlyList<Fault>) => [(Fault[])[new("IBMIAM1002", "One.")], (Fault[])[new("IBMIAM1002", "One."), new("IBMIAM1003", "Two.")]],
        _ => [(string[])["first", "second"]],
    };

    private static readonly string?[] IamCodes =
    [
        null, "BXNIM0415E", "BXNIM0462E", "BXNIM0420E", "BXNIM0434E", "BXNIM0407E", "BXNIM0408E", "BXNIM0439E", "BXNIM0430E", "BXNIM0410E", "BXNIM0436E",
        "BXNIM0308E", "BXNIM0310E", "BXNIM0398E", "BXNIM0401E", "BXNIM0405E", "BXNIM0109E", "BXNIM0106E", "BXNIM0000E",
    ];

    private static string[] Sources() => Directory.GetFiles(Path.Combine(Root, "src", "IbmIam.Core", "Diagnostics"), "Problems*.cs");

    private static IEnumerable<string> Codes(IEnumerable<string> texts) => texts.SelectMany(static text => Code().Matches(text)).Select(static match => match.Value);

    [GeneratedRegex(@"IBMIAM\d{4}")]
    private static partial Regex Code();
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>
/// Parses the parameter <c>filter</c> of lists: SCIM's syntax (RFC 7644) with the operators that IAM documents. IAM does not document the
/// attributes; these two are the ones of its example.
/// </summary>
internal sealed partial class ListFilter
{
    public const string Valid = "conditions like name co \"Foo\" and description sw \"Bar\": name or description; sw, ew, co, sw_ci, ew_ci or co_ci; a quoted text; and, or, ()";

    private const int LongestText = 1000;
    private const int DeepestNesting = 16;

    private readonly string _text;
    private int _at;
    private int _depth;

    private ListFilter(string text) => _text = text;

    /// <summary>Returns whether an item of the list fits the filter, or null if the filter is invalid.</summary>
    public static Func<JsonObject, bool>? Parse(string text)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        var filter = new ListFilter(text);
        return filter.Or() is { } condition && filter.IsAtEnd ? condition : null;
    }

    private bool IsAtEnd => _text.AsSpan(_at).IsWhiteSpace();

    private Func<JsonObject, bool>? Or()
    {
        var left = And();
        while (left is not null && Take("or"))
        {
            var (first, second) = (left, And());
            left = second is null ? null : item => first(item) || second(item);
        }

        return left;
    }

    private Func<JsonObject, bool>? And()
    {
        var left = Condition();
        while (left is not null && Take("and"))
        {
            var (first, second) = (left, Condition());
            left = second is null ? null : item => first(item) && second(item);
        }

        return left;
    }

    private Func<JsonObject, bool>? Condition()
    {
        if (Take("("))
        {
            if (++_depth > DeepestNesting)
            {
                return null;
            }

            var inner = Or();
            _depth--;
            return Take(")") ? inner : null;
        }

        var (name, comparison, value) = (Next(), Next(), Next());
        return name is "name" or "description" && value.StartsWith('"') && Comparison(comparison) is { } fits
            ? item => fits(item.Text(name), Unquote(value))
            : null;
    }

    private static Func<string, string, bool>? Comparison(string name) => name switch
    {
        "sw" => (actual, part) => actual.StartsWith(part, StringComparison.Ordinal),
        "ew" => (actual, part) => actual.EndsWith(part, StringComparison.Ordinal),
        "co" => (actual, part) => actual.Contains(part, StringComparison.Ordinal),
        "sw_ci" => (actual, part) => actual.StartsWith(part, StringComparison.OrdinalIgnoreCase),
        "ew_ci" => (actual, part) => actual.EndsWith(part, StringComparison.OrdinalIgnoreCase),
        "co_ci" => (actual, part) => actual.Contains(part, StringComparison.OrdinalIgnoreCase),
        _ => null,
    };

    private static string Unquote(string quoted) => Escaped().Replace(quoted[1..^1], "$1");

    /// <summary>Advances past the token if it is the next one.</summary>
    private bool Take(string token)
    {
        var before = _at;
        if (Next() == token)
        {
            return true;
        }

        _at = before;
        return false;
    }

    /// <summary>Returns the next token in lower case unless it is quoted, because SCIM's names and operators have no case; empty for none.</summary>
    private string Next()
    {
        var match = Token().Match(_text, _at);
        _at = match.Success ? match.Index + match.Length : _at;
        var token = match.Groups[1].Value;
#pragma warning disable CA1308 // The names are in lower case.
        return token.StartsWith('"') ? token : token.ToLowerInvariant();
#pragma warning restore CA1308
    }

    [GeneratedRegex("""\G\s*(\(|\)|[A-Za-z_]+(?=[\s()]|$)|"(?:[^"\\]|\\["\\])*"(?=[\s)]|$))""")]
    private static partial Regex Token();

    [GeneratedRegex("""\\(["\\])""")]
    private static partial Regex Escaped();
}

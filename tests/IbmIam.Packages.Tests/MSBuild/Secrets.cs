using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What must not stand in a log: one API key, and whatever looks like one of IAM's tokens.</summary>
internal sealed partial class Secrets(params string[] keys)
{
    /// <summary>The URL of the IAM whose tokens these are: command lines of the whole machine hold those of others. None: any IAM's.</summary>
    public string? Iam { get; init; }

    /// <summary>The places in a console's text.</summary>
    public IEnumerable<string> InText(string where, string text) =>
        keys.SelectMany(Forms).Where(k => text.Contains(k, StringComparison.Ordinal)).Select(_ => where + ": the API key")
            .Concat(Token().Matches(text).Any(m => !IsForeign(m.Value)) ? [where + ": a token"] : [])
            .Concat(RefreshToken().IsMatch(text) ? [where + ": a refresh token"] : []);

    /// <summary>The places in a binary log: its strings, its tree, and the project files that it carries.</summary>
    public IReadOnlyList<string> InBinaryLog(string path)
    {
        var build = BinaryLog.ReadBuild(path);
        var found = new List<string>();
        foreach (var text in build.StringTable.Instances)
        {
            found.AddRange(InText("string", text));
        }

        build.VisitAllChildren<BaseNode>(node => found.AddRange(InText("node " + node.GetType().Name, node.ToString() ?? "")));
        foreach (var file in build.SourceFiles ?? [])
        {
            found.AddRange(InText("file " + file.FullPath, file.Text));
        }

        return found;
    }

    /// <summary>The files below a folder that hold a secret.</summary>
    public IReadOnlyList<string> InFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .SelectMany(f => InText(f, Latin(File.ReadAllBytes(f)))),
    ];

    // What tells no issuer, being cut short or encoded again, counts as ours.
    private bool IsForeign(string token)
    {
        if (Iam is null || !token.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            return claims.RootElement.TryGetProperty("iss", out var issuer) && !issuer.ToString().StartsWith(Iam + "/", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }

    // As one byte a letter, whether it was written so or as UTF-16.
    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);

    private static IEnumerable<string> Forms(string key) => [key, Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).TrimEnd('=')[..^1]];

    // A JWT, as access tokens are, or one in base64.
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{20,}|ZXlK[A-Za-z0-9+/]{60,}")]
    private static partial Regex Token();

    // As the fake makes them.
    [GeneratedRegex("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{200}(?![A-Za-z0-9_-])")]
    private static partial Regex RefreshToken();
}

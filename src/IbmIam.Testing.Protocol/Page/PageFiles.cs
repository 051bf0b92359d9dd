using System.Collections.Frozen;
using System.Reflection;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Page;

/// <summary>The page itself: a few files embedded in the assembly, which make requests only to this fake.</summary>
internal static class PageFiles
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Lazy<FrozenDictionary<string, FakeResponse>> All = new(Load);

    public static FakeResponse Index(Exchange exchange) => All.Value["index.html"];

    public static FakeResponse File(Exchange exchange) => All.Value.TryGetValue(exchange.Route["file"], out var file)
        ? file
        : AdminEndpoint.Problem(404, "The page has no such file.");

    private static FrozenDictionary<string, FakeResponse> Load()
    {
        const string Folder = "page/";
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));
        return names.ToFrozenDictionary(name => name[Folder.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    private static FakeResponse Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new FakeResponse(200, bytes.ToArray(), Types[Path.GetExtension(name)])
            .With("Content-Security-Policy", Policy)
            .With("X-Content-Type-Options", "nosniff")
            .With("Referrer-Policy", "no-referrer")
            .With("Cross-Origin-Opener-Policy", "same-origin")
            .With("Cross-Origin-Resource-Policy", "same-origin")
            .With("Cache-Control", "no-cache");
    }
}

using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace IbmIam.MSBuild.Hosting;

/// <summary>One HTTP call as described by a project. All faults are reported before anything is sent.</summary>
internal sealed partial record RequestPlan
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromSeconds(100);
    private static readonly SearchValues<char> _sendable = SearchValues.Create(['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(at => (char)at)]);

    public required string Url { get; init; }

    public required string Method { get; init; }

    public required IReadOnlyList<string> Headers { get; init; }

    public string? Body { get; init; }

    public string? BodyFile { get; init; }

    public required string ContentType { get; init; }

    public required IReadOnlyList<string> ExpectedStatus { get; init; }

    public string? OutputFile { get; init; }

    public string? Timeout { get; init; }

    /// <summary>The maximum duration of the call, including retries.</summary>
    public TimeSpan Deadline { get; private set; } = _defaultTimeout;

    /// <summary>The method, and the URL without its query: <c>GET https://host/path</c>.</summary>
    public string Name => $"{Method.ToUpperInvariant()} {new Uri(Url).GetLeftPart(UriPartial.Path)}";

    /// <summary>Whether the method is idempotent, so that a retry is safe (RFC 9110 section 9.2.2).</summary>
    public bool MayRepeat => Method.ToUpperInvariant() is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS";

    public bool Expects(int status) => ExpectedStatus.Any(e => e.EndsWith("xx", StringComparison.OrdinalIgnoreCase)
        ? e[0] - '0' == status / 100
        : int.Parse(e, CultureInfo.InvariantCulture) == status);

    /// <summary>Collects the faults in the call, and sets <see cref="Deadline"/>.</summary>
    public void Check(List<string> faults)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            faults.Add("Url is not an absolute https URL, or http to this machine" + (Url.StartsWith('/') ? ": it starts with a slash, so the property before it is empty." : "."));
        }
        else if (url.UserInfo.Length > 0)
        {
            faults.Add("Url contains a user name or password, which logs would show. Remove it; the token is enough.");
        }

        if (!Method.All(char.IsAsciiLetter))
        {
            faults.Add($"Method \"{Method}\" is not an HTTP method.");
        }

        if (Body is not null && BodyFile is not null)
        {
            faults.Add("Body and BodyFile are both set: use only one.");
        }

        if (!MediaTypeHeaderValue.TryParse(ContentType, out _))
        {
            faults.Add($"ContentType \"{ContentType}\" is not a media type.");
        }

        faults.AddRange(ExpectedStatus.Select(StatusFault).OfType<string>());
        faults.AddRange(Headers.Select((text, at) => HeaderFault(text, at + 1)).OfType<string>());
        Deadline = TaskSettings.Span("RequestTimeout", Timeout, faults) ?? _defaultTimeout;
        if (Deadline == TimeSpan.Zero)
        {
            faults.Add($"RequestTimeout is \"{Timeout}\": use a positive time, or omit it for {_defaultTimeout.TotalSeconds:0} s.");
        }
    }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method.ToUpperInvariant()), Url) { Content = Content() };
        if (message.Content is not null)
        {
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        foreach (var (name, value) in Headers.Select(Split))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.Remove(name);
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private HttpContent? Content()
    {
        if (BodyFile is null)
        {
            return Body is null ? null : new StringContent(Body);
        }

        try
        {
            return new StreamContent(File.OpenRead(BodyFile));
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            throw new TaskProblemException(TaskProblem.FileUnusable("BodyFile", BodyFile, why));
        }
    }

    private static string? StatusFault(string expected) => !Status().IsMatch(expected) ? $"ExpectedStatus \"{expected}\" is not a status: use 200 or 2xx."
        : Redirect().IsMatch(expected) ? $"ExpectedStatus \"{expected}\" can't match: GET and HEAD follow redirects within a host, any other is refused."
        : null;

    // A header may hold a secret, so a fault names its position and not its text.
    private static string? HeaderFault(string text, int place)
    {
        var (name, value) = Split(text);
        return !Token().IsMatch(name) ? $"Headers: item {place} is not of the form \"Name: value\"."
            : value.AsSpan().ContainsAnyExcept(_sendable) ? $"Headers: item {place} has a character not valid in a header: use ASCII, on one line."
            : name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "Headers: Authorization is set by this task; omit it." : null;
    }

    private static (string Name, string Value) Split(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return (header[..Math.Max(colon, 0)].Trim(), header[(colon + 1)..].Trim());
    }

    [GeneratedRegex("^([2-5][0-9][0-9]|[2-5]xx)$", RegexOptions.IgnoreCase)]
    private static partial Regex Status();

    [GeneratedRegex("^30[12378]$")]
    private static partial Regex Redirect();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    private static partial Regex Token();
}

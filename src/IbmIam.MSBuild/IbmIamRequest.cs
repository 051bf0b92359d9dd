using System.Diagnostics.CodeAnalysis;
using IbmIam;
using IbmIam.MSBuild.Hosting;
using Microsoft.Build.Framework;

/// <summary>
/// Makes one HTTP call with the access token on it: a deployment step without curl. The token goes to https, or to
/// this machine, and never along a redirect to another host.
/// </summary>
[MSBuildMultiThreadableTask]
[SuppressMessage("Design", "CA1050", Justification = "A task in a namespace can be called by its dotted name, for which no project can switch parameter logging off.")]
public sealed class IbmIamRequest : IbmIamTask
{
    private RequestPlan? _plan;

    /// <summary>Where to: an absolute URL.</summary>
    [Required]
    [SuppressMessage("Design", "CA1056", Justification = "MSBuild gives text.")]
    public string Url { get; set; } = "";

    /// <summary>The HTTP method. Default: <c>GET</c>, or <c>POST</c> when there is a body.</summary>
    public string? Method { get; set; }

    /// <summary>More headers, each <c>Name: value</c>; a semicolon within a value is written <c>%3B</c>. Their logging is off.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "MSBuild gives lists as arrays.")]
    public string[]? Headers { get; set; }

    /// <summary>The body as text; its logging is off.</summary>
    public string? Body { get; set; }

    /// <summary>A file with the body.</summary>
    public string? BodyFile { get; set; }

    /// <summary>The body's media type. Default: <c>application/json</c>.</summary>
    public string? ContentType { get; set; }

    /// <summary>The statuses that are a success, such as <c>200;404</c> or <c>2xx</c>. Default: <c>2xx</c>.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "MSBuild gives lists as arrays.")]
    public string[]? ExpectedStatus { get; set; }

    /// <summary>How long the call may take in all, repetitions included: seconds, or <c>hh:mm:ss</c>. Default: 100 seconds.</summary>
    public string? RequestTimeout { get; set; }

    /// <summary>The file that the answer goes to; its folder is made where there is none. Default: none, see <see cref="Response"/>.</summary>
    public string? OutputFile { get; set; }

    /// <summary>The answer as text, at most 16 MiB; null when it went to <see cref="OutputFile"/>. Bound to a property it stands in binary logs.</summary>
    [Output]
    public string? Response { get; private set; }

    /// <summary>The status of the answer, such as 200.</summary>
    [Output]
    public int StatusCode { get; private set; }

    private protected override void Check(List<string> faults) => (_plan = Plan()).Check(faults);

    private protected override async System.Threading.Tasks.Task RunAsync(IamClient client, IamHost host, CancellationToken cancellationToken) =>
        (StatusCode, Response) = await new RequestSender(_plan!, client, host).SendAsync(cancellationToken).ConfigureAwait(false);

    private RequestPlan Plan() => new()
    {
        Url = Url,
        Method = Method ?? (Body is null && BodyFile is null ? "GET" : "POST"),
        Headers = Headers ?? [],
        Body = Body,
        BodyFile = BodyFile is { } body ? FullPath(body) : null,
        ContentType = ContentType ?? "application/json",
        ExpectedStatus = ExpectedStatus ?? ["2xx"],
        OutputFile = OutputFile is { } output ? FullPath(output) : null,
        Timeout = RequestTimeout,
    };
}

using System.Diagnostics.CodeAnalysis;
using IbmIam;
using IbmIam.MSBuild.Hosting;
using Microsoft.Build.Framework;

/// <summary>
/// Makes one HTTP call with the access token: a deployment step without curl. The token is sent only over https, or to
/// this machine, and never follows a redirect to another host.
/// </summary>
[MSBuildMultiThreadableTask]
[SuppressMessage("Design", "CA1050", Justification = "A task in a namespace could be called by its full name, for which a project can't turn off parameter logging.")]
public sealed class IbmIamRequest : IbmIamTask
{
    private RequestPlan? _plan;

    /// <summary>The URL to call: absolute, https, or http to this machine.</summary>
    [Required]
    [SuppressMessage("Design", "CA1056", Justification = "MSBuild passes parameters as text.")]
    public string Url { get; set; } = "";

    /// <summary>The HTTP method. Default: <c>GET</c>, or <c>POST</c> with a body.</summary>
    public string? Method { get; set; }

    /// <summary>Additional request headers, each <c>Name: value</c>; write a semicolon within a value as <c>%3B</c>. MSBuild does not log this parameter.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "MSBuild passes lists as arrays.")]
    public string[]? Headers { get; set; }

    /// <summary>The request body as text. MSBuild does not log this parameter.</summary>
    public string? Body { get; set; }

    /// <summary>The path of a file that holds the request body.</summary>
    public string? BodyFile { get; set; }

    /// <summary>The media type of the request body. Default: <c>application/json</c>.</summary>
    public string? ContentType { get; set; }

    /// <summary>The status codes that count as success, such as <c>200;404</c> or <c>2xx</c>. Default: <c>2xx</c>.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "MSBuild passes lists as arrays.")]
    public string[]? ExpectedStatus { get; set; }

    /// <summary>The maximum duration of the call, including retries: seconds, or <c>hh:mm:ss</c>. Default: 100 seconds.</summary>
    public string? RequestTimeout { get; set; }

    /// <summary>The path of the file to write the response to; a missing folder is created. Default: none, see <see cref="Response"/>.</summary>
    public string? OutputFile { get; set; }

    /// <summary>The response as text, at most 16 MiB; null when it was written to <see cref="OutputFile"/>. Binary logs record it when it is bound to a property.</summary>
    [Output]
    public string? Response { get; private set; }

    /// <summary>The status code of the response, such as 200.</summary>
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

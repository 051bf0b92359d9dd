using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing;

/// <summary>One request being processed by the fake, with what the log records about it.</summary>
internal sealed class Exchange(FakeIam iam, FakeRequest request, RouteMatch route)
{
    public FakeIam Iam { get; } = iam;

    public FakeRequest Request { get; } = request;

    public RouteMatch Route { get; } = route;

    public DateTimeOffset At { get; } = iam.Clock.GetUtcNow();

    public string TransactionId { get; } = request.Header("Transaction-Id") is var id && IsId(id)
        ? id
        : NewId();

    /// <summary>Whether a client's id can go back in a header.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= 128 && text.All(c => c is > ' ' and <= '~');

    /// <summary>As IAM's contexts say it; never below zero, wherever the clock was set to meanwhile.</summary>
    public string ElapsedMilliseconds =>
        Math.Max(0, (long)(Iam.Clock.GetUtcNow() - At).TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string RequestType => Route.Route.RequestType;

    /// <summary>What the bearer token says when an endpoint first asks: a request that was held is judged after that.</summary>
    public TokenReading Bearer => field ??= Iam.Mint.Read(Request.Bearer);

    public FormBody Form { get; } = route.Route.HasForm ? FormBody.Parse(request.Body.Span) : FormBody.None;

    /// <summary>What a client of the Identity API sent; an empty body is an empty object.</summary>
    public JsonObject Json { get => field ??= []; set; }

    /// <summary>The id of the identity that asked or was given a token.</summary>
    public string? Identity { get; set; }

    /// <summary>The client that proved who it is; null for the nameless one.</summary>
    public string? ClientId { get; set; }

    public string? Fault { get; set; }

    public string? ErrorCode { get; private set; }

    public string? Reason { get; private set; }

    public void Refuse(string code, string reason) => (ErrorCode, Reason) = (code, reason);

    public FakeIamRequest ToLogEntry(int status) => new()
    {
        At = At,
        Method = Request.Method,
        Path = Request.Path,
        Query = Request.Query,
        Grant = Form["grant_type"] is { Length: > 0 } grant ? Masking.Plain(Masking.Id(GrantNames.Short(grant))) : null,
        Identity = Identity,
        Status = status,
        ErrorCode = ErrorCode,
        Explanation = NearMiss.Explain(this),
        UserAgent = Request.Header("User-Agent"),
        Fault = Fault,
        Form = Form.ToDictionary(),
        Headers = Request.Headers,
        IsTokenRequest = Route.Route.GivesToken,
    };

    /// <summary>Nobody need be unable to guess it, and asking the system for random bytes is a third of what the fake does for a request of keys.</summary>
    private static string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
#pragma warning disable CA5394 // No secret.
        Random.Shared.NextBytes(bytes);
#pragma warning restore CA5394
        return new Guid(bytes).ToString();
    }
}

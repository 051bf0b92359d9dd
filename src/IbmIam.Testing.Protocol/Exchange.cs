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

    /// <summary>Whether an ID that the client sent can be returned in a header.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= 128 && text.All(c => c is > ' ' and <= '~');

    /// <summary>The elapsed time, as in the context of IAM's responses. Never negative, even if the clock was set back meanwhile.</summary>
    public string ElapsedMilliseconds =>
        Math.Max(0, (long)(Iam.Clock.GetUtcNow() - At).TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string RequestType => Route.Route.RequestType;

    /// <summary>The bearer token, validated when first used: for a held request, that is after its release.</summary>
    public TokenReading Bearer => field ??= Iam.Mint.Read(Request.Bearer);

    public FormBody Form { get; } = route.Route.HasForm ? FormBody.Parse(request.Body.Span) : FormBody.None;

    /// <summary>The JSON body of an Identity API request; an empty object if the body is empty.</summary>
    public JsonObject Json { get => field ??= []; set; }

    /// <summary>The ID of the requesting identity, or of the one that the token was issued to.</summary>
    public string? Identity { get; set; }

    /// <summary>The ID of the authenticated client; null if the request has no client credentials.</summary>
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
        Grant = Form["grant_type"] is { Length: > 0 } grant ? Masking.Text(GrantNames.Short(grant)) : null,
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

    /// <summary>Uses a fast generator: the ID may be predictable, and random bytes from the system would take a third of the time of a JWKS request.</summary>
    private static string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
#pragma warning disable CA5394 // The ID is not a secret.
        Random.Shared.NextBytes(bytes);
#pragma warning restore CA5394
        return new Guid(bytes).ToString();
    }
}

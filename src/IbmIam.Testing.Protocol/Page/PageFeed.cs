using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Page;

/// <summary>A response as the page shows it. It has no request if its token was created without a grant, or the log was cleared.</summary>
internal sealed record Seen(long Number, FakeIamRequest? Request, FakeResponse Answer, int Bytes)
{
    /// <summary>The access token in the response, or null. Parsed only when needed, so that no client waits for it.</summary>
    public string? Token => Request is null or { IsTokenRequest: true, Status: 200 } && JsonBody.Read(Answer.Body.Span)?["access_token"] is JsonValue value
        && value.TryGetValue<string>(out var token) ? token : null;

    /// <summary>Omits the properties, because one of them is a token.</summary>
    public override string ToString() => nameof(Seen);
}

/// <summary>The latest responses with their bodies, as many as a person can look through.</summary>
internal sealed class PageFeed
{
    private const int Most = 500;

    /// <summary>The maximum size in bytes of a request and of a body. Larger ones are shortened or dropped, to save memory here and in the browser.</summary>
    private const int Longest = 16 * 1024;

    private static readonly Dictionary<string, string> TooLong = new() { ["state"] = "This request is too long to be kept here." };

    private readonly Lock _lock = new();
    private readonly Queue<Seen> _seen = new();
    private long _last;
    private int _clearings;

    public event Action? Changed;

    public void Add(FakeIamRequest? request, FakeResponse answer)
    {
        var kept = request?.Bytes > Longest ? Shorten(request) : request;
        var body = answer.Body.Length > Longest ? answer with { Body = default } : answer;
        lock (_lock)
        {
            _seen.Enqueue(new Seen(++_last, kept, body, answer.Body.Length));
            if (_seen.Count > Most)
            {
                _seen.Dequeue();
            }
        }

        Changed?.Invoke();
    }

    private static FakeIamRequest Shorten(FakeIamRequest request) => request with
    {
        Path = Masking.Plain(Masking.Path(request.Path)), Query = "", Form = TooLong, Headers = new Dictionary<string, string>(),
        Explanation = request.Explanation is { } explanation ? Masking.Plain(explanation) : null,
    };

    public void AddMinted(string token) => Add(request: null, FakeResponse.Of(new JsonObject { ["access_token"] = token }));

    /// <summary>Removes the requests but keeps their tokens, which clients may still use.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Seen[] tokens = [.. _seen.Where(seen => seen.Token is not null).Select(seen => seen with { Request = null })];
            _seen.Clear();
            Array.ForEach(tokens, _seen.Enqueue);
            _clearings++;
        }

        Changed?.Invoke();
    }

    public Seen? Find(long number)
    {
        lock (_lock)
        {
            return _seen.FirstOrDefault(seen => seen.Number == number);
        }
    }

    /// <summary>Returns what was added after a place, or everything if the log has been cleared since then.</summary>
    public (Place Next, bool Whole, IReadOnlyList<Seen> Seen) Since(Place place)
    {
        lock (_lock)
        {
            var whole = place.Clearings != _clearings;
            return (new Place(_clearings, _last), whole, [.. _seen.Where(seen => whole || seen.Number > place.Number)]);
        }
    }
}

/// <summary>How far a page has read the feed.</summary>
internal readonly record struct Place(int Clearings, long Number)
{
    public static readonly Place Nowhere = new(-1, 0);
}

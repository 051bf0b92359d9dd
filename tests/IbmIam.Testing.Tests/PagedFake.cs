using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IbmIam.Testing.Http;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Testing.Tests;

/// <summary>A fake with its page and without a server, whose clock stands.</summary>
internal sealed class PagedFake : IDisposable
{
    public const string Form = "application/x-www-form-urlencoded";

    public FakeIam Iam { get; } = new(new FakeIamOptions
    {
        Page = true,
        KeyProtect = true,
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)),
    })
    {
        Url = "http://127.0.0.1:1",
    };

    /// <summary>Asks as a transaction and an agent that have a name.</summary>
    public FakeResponse Ask(string method, string target, string body = "", params (string Name, string Value)[] headers)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var bytes = Encoding.UTF8.GetBytes(body);
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = "127.0.0.1:1", ["Transaction-Id"] = "t-1", ["User-Agent"] = "tests/1.0",
            ["Content-Length"] = bytes.Length.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        Array.ForEach(headers, header => all[header.Name] = header.Value);
        var request = new FakeRequest
        {
            Method = method,
            Path = path,
            Query = query < 0 ? "" : target[query..],
            Headers = all,
            Body = bytes,
        };
        // Nothing is held, so the answer is there at once.
        var answering = Iam.AnswerAsync(request, Iam.Match(method, path)!, CancellationToken.None);
        Assert.True(answering.IsCompleted);
        return answering.GetAwaiter().GetResult();
    }

    /// <summary>Asks a token of a form, as a client where there is a Basic header.</summary>
    public FakeResponse Token(string form, string? basic = "bx:bx", string path = "/identity/token") => Ask("POST", path, form,
        [("Content-Type", Form), .. basic is null ? [] : new[] { ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))) }]);

    public JsonObject Post(string path, string json, int status = 200)
    {
        var answer = Ask("POST", path, json);
        Assert.Equal(status, answer.Status);
        return Read(answer.Body);
    }

    /// <summary>What a page is told that opens now.</summary>
    public async Task<JsonObject> FirstEventAsync()
    {
        await using var reader = new SlowReader(this);
        return await reader.NextAsync();
    }

    public async Task<JsonObject> LastEntryAsync() => (await FirstEventAsync())["entries"]!.AsArray()[^1]!.DeepClone().AsObject();

    public void Dispose() => Iam.Dispose();

    public static JsonObject Read(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span)!.AsObject();

    /// <summary>A page that takes the next event when it is asked to: until then the fake can't send another.</summary>
    public sealed class SlowReader : Stream
    {
        private readonly Channel<byte[]> _sent = Channel.CreateUnbounded<byte[]>();
        private readonly SemaphoreSlim _wanted = new(0);
        private readonly CancellationTokenSource _leaving = new();
        private readonly Task _following;
        private bool _began;

        public SlowReader(PagedFake fake) => _following = fake.Ask("GET", "/__fake/events").Live!(this, _leaving.Token);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public async Task<JsonObject> NextAsync()
        {
            if (_began)
            {
                _wanted.Release();
            }

            _began = true;
            var cancelled = TestContext.Current.CancellationToken;
            var text = Encoding.UTF8.GetString(await _sent.Reader.ReadAsync(cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancelled));
            Assert.StartsWith("data: ", text, StringComparison.Ordinal);
            Assert.Equal("\n\n", text[(text.IndexOf('\n', StringComparison.Ordinal))..]);
            return PagedFake.Read(Encoding.UTF8.GetBytes(text["data: ".Length..]));
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _sent.Writer.WriteAsync(buffer.ToArray(), cancellationToken);
            await _wanted.WaitAsync(cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            await _leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _following);
            _leaving.Dispose();
            _wanted.Dispose();
            await base.DisposeAsync();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

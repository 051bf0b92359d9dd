using System.Net;
using System.Security.Cryptography;
using IbmIam.Diagnostics;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Sends a call, repeats it where that does no harm and may help, and hands the answer out.</summary>
internal sealed class RequestSender(IamClient client, IIamLog log)
{
    private const int Attempts = 4;
    private const int LongestAnswer = 16 * 1024 * 1024;
    private const int ShortestSecret = 8;
    private static readonly string[] _transactionHeaders = ["transaction-id", "x-correlation-id", "x-request-id"];
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(30);

    // A service may say back what it was sent.
    private readonly Scrubber _scrubber = new();

    public async Task<(int Status, string? Text)> SendAsync(RequestPlan call, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new BearerTokenHandler(client, new Sent(_scrubber)))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var deadline = new CancellationTokenSource(call.Deadline, TimeProvider.System);
        using var notice = new WaitNotice(new IamHost { Log = log }, $"{call.Name} to answer", call.Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (await TryAsync(http, call, attempt, either.Token).ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TaskProblemException(TaskProblem.NoAnswer(call.Name, $"its {call.Deadline.TotalSeconds:0} s are over (RequestTimeout).", 1));
        }
    }

    /// <summary>One attempt; null when another is to follow.</summary>
    private async Task<(int Status, string? Text)?> TryAsync(HttpClient http, RequestPlan call, int attempt, CancellationToken cancellationToken)
    {
        using var request = call.ToMessage();
        var last = !call.MayRepeat || attempt == Attempts;
        string why;
        TimeSpan? asked = null;
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (call.Expects((int)answer.StatusCode))
            {
                var text = await ReadAsync(call, answer, cancellationToken).ConfigureAwait(false);
                log.Information($"{call.Name} answered {(int)answer.StatusCode}.");
                return ((int)answer.StatusCode, text);
            }

            if (last || !IsTransient(answer.StatusCode))
            {
                throw await UnexpectedAsync(call, answer, cancellationToken).ConfigureAwait(false);
            }

            why = $"status {(int)answer.StatusCode}";
            asked = answer.Headers.RetryAfter?.Delta;
        }
        catch (Exception problem) when (problem is HttpRequestException or HttpIOException)
        {
            why = last ? throw new TaskProblemException(TaskProblem.NoAnswer(call.Name, problem.Message, attempt)) : problem.Message;
        }

        await WaitAsync(call, why, attempt, asked, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<TaskProblemException> UnexpectedAsync(RequestPlan call, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken).ConfigureAwait(false);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return new TaskProblemException(TaskProblem.UnexpectedStatus(
            call.Name, (int)answer.StatusCode, TransactionId(answer), string.Join(" or ", call.ExpectedStatus), _scrubber.Clean(body)));
    }

    private async Task WaitAsync(RequestPlan call, string why, int attempt, TimeSpan? asked, CancellationToken cancellationToken)
    {
        var wait = asked ?? TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(100, 500 << attempt));
        wait = wait < _longestWait ? wait : _longestWait;
        log.Detail($"{call.Name}: {why}; attempt {attempt + 1} of {Attempts} in {wait.TotalSeconds:0.0} s.");
        await Task.Delay(wait, TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> ReadAsync(RequestPlan call, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (call.OutputFile is not { } path)
        {
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken).ConfigureAwait(false);
            return await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }

        // What is there already stays until the new answer is there whole.
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = File.Create(draft);
            await using (file.ConfigureAwait(false))
            {
                // Not CopyToAsync of the content: it makes one exception of a broken connection and a full disk.
                using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                await body.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }

            File.Move(draft, path, overwrite: true);
            return null;
        }
        catch (Exception why) when (why is (IOException and not HttpIOException) or UnauthorizedAccessException)
        {
            throw new TaskProblemException(TaskProblem.FileUnusable("OutputFile", path, why));
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || ((int)status >= 500 && status != HttpStatusCode.NotImplemented);

    private static string? TransactionId(HttpResponseMessage answer) =>
        _transactionHeaders.Select(name => answer.Headers.TryGetValues(name, out var values) ? values.First() : null).FirstOrDefault(id => id is not null);

    /// <summary>Notes what no quote of an answer may hold: the token, which the request forgets once it is answered, and the values of headers.</summary>
    private sealed class Sent(Scrubber scrubber) : DelegatingHandler(BearerTokenHandler.CreateTransport())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var value in request.Headers.NonValidated.SelectMany(header => header.Value).Append(request.Headers.Authorization!.Parameter!))
            {
                scrubber.Add(value.Length < ShortestSecret ? "" : value);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}

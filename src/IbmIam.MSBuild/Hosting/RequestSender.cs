using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Sends a call, repeats it where that does no harm and may help, and hands the answer out. The call's time begins here.</summary>
internal sealed class RequestSender(RequestPlan call, IamClient client, IamHost host)
{
    private const int Attempts = 4;
    private const int LongestAnswer = 16 * 1024 * 1024;
    private const int ShortestSecret = 8;

    private readonly Deadline _time = new(host.Time, call.Deadline);

    // A service may say back what it was sent.
    private readonly Scrubber _scrubber = new();

    public async Task<(int Status, string? Text)> SendAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new BearerTokenHandler(client, new Sent(_scrubber)))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var deadline = new CancellationTokenSource(call.Deadline, host.Time);
        using var notice = new WaitNotice(host, $"{call.Name} to answer", call.Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (await TryAsync(http, attempt, either.Token).ConfigureAwait(false) is { } answer)
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
    private async Task<(int Status, string? Text)?> TryAsync(HttpClient http, int attempt, CancellationToken cancellationToken)
    {
        // A body may be a pipe that nobody writes to: opening it never ends.
        using var request = await Task.Run(call.ToMessage, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan? wait;
        string why;
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (call.Expects((int)answer.StatusCode))
            {
                var text = await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
                host.Log.Information($"{call.Name} answered {(int)answer.StatusCode}.");
                return ((int)answer.StatusCode, text);
            }

            wait = RetrySchedule.IsTransient((int)answer.StatusCode) ? Wait(attempt, RetrySchedule.Asked(answer.Headers)) : null;
            why = wait is null ? throw await UnexpectedAsync(answer, cancellationToken).ConfigureAwait(false) : $"status {(int)answer.StatusCode}";
        }
        catch (Exception problem) when (problem is HttpRequestException or HttpIOException)
        {
            wait = problem is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } ? null : Wait(attempt, asked: null);
            why = wait is null ? throw new TaskProblemException(TaskProblem.NoAnswer(call.Name, problem.Message, attempt)) : problem.Message;
        }

        host.Log.Detail($"{call.Name}: {why}; attempt {attempt + 1} of {Attempts} in {wait.Value.TotalSeconds:0.0} s.");
        await Task.Delay(wait.Value, host.Time, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>How long to wait before another attempt; null where there is to be none, or no time for it.</summary>
    private TimeSpan? Wait(int attempt, TimeSpan? asked) =>
        call.MayRepeat && attempt < Attempts ? RetrySchedule.Delay(attempt, asked, _time.Left, RetrySchedule.Jitter()) : null;

    private async Task<TaskProblemException> UnexpectedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken).ConfigureAwait(false);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return new TaskProblemException(TaskProblem.UnexpectedStatus(
            call.Name, (int)answer.StatusCode, TransactionId(answer), string.Join(" or ", call.ExpectedStatus), _scrubber.Clean(body)));
    }

    private async Task<string?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (call.OutputFile is not { } path)
        {
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken).ConfigureAwait(false);
            return await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
            await WriteAsync(answer, path, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception why) when (why is (IOException and not HttpIOException) or UnauthorizedAccessException)
        {
            throw new TaskProblemException(TaskProblem.FileUnusable("OutputFile", path, why));
        }
    }

    /// <summary>What is there already stays until the new answer is there whole.</summary>
    private static async Task WriteAsync(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var file = File.Create(draft);
            await using (file.ConfigureAwait(false))
            {
                // Not CopyToAsync of the content: it makes one exception of a broken connection and a full disk.
                using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                await body.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static IEnumerable<string> TransactionHeaders => ["transaction-id", "x-correlation-id", "x-request-id"];

    private static string? TransactionId(HttpResponseMessage answer) =>
        TransactionHeaders.Select(name => answer.Headers.TryGetValues(name, out var values) ? values.First() : null).FirstOrDefault(id => id is not null);

    /// <summary>Notes what no quote of an answer may hold: the token, which the request forgets once it is answered, and the values of headers.</summary>
    private sealed class Sent(Scrubber scrubber) : DelegatingHandler(BearerTokenHandler.CreateTransport())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var value in request.Headers.NonValidated.SelectMany(header => header.Value).Append(request.Headers.Authorization!.Parameter!))
            {
                if (value.Length >= ShortestSecret)
                {
                    scrubber.Add(value);
                }
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}

using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Sends a call, retries it where that is safe and may help, and returns the response. The call's timeout starts here.</summary>
internal sealed class RequestSender(RequestPlan call, IamClient client, IamHost host)
{
    private const int Attempts = 4;
    private const int ShortestSecret = 8;

    private readonly Deadline _time = new(host.Time, call.Deadline);

    // A service may echo what it was sent.
    private readonly Scrubber _scrubber = new();

    public async Task<(int Status, string? Text)> SendAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(call.Deadline, host.Time);
        using var notice = new WaitNotice(host, $"{call.Name} to answer", call.Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var transport = BearerTokenHandler.CreateTransport(await client.AuthoritiesAsync(either.Token).ConfigureAwait(false));
            using var http = new HttpClient(new BearerTokenHandler(client, new SecretRecordingHandler(_scrubber, transport))) { Timeout = Timeout.InfiniteTimeSpan };
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
            throw new TaskProblemException(TaskProblem.NoAnswer(call.Name, $"timed out after {call.Deadline.TotalSeconds:0} s (RequestTimeout).", 1));
        }
    }

    /// <summary>Makes one attempt. Returns null, after a delay, when another one should follow.</summary>
    private async Task<(int Status, string? Text)?> TryAsync(HttpClient http, int attempt, CancellationToken cancellationToken)
    {
        // The body file may be a named pipe without a writer, and opening that blocks.
        using var request = await Task.Run(call.ToMessage, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan? wait;
        string why;
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (call.Expects((int)answer.StatusCode))
            {
                var text = await ServiceAnswer.ReadAsync(answer, call.OutputFile, cancellationToken).ConfigureAwait(false);
                host.Log.Information($"{call.Name} answered {(int)answer.StatusCode}.");
                return ((int)answer.StatusCode, text);
            }

            wait = RetrySchedule.IsTransient((int)answer.StatusCode) ? Wait(attempt, RetrySchedule.RetryAfter(answer.Headers)) : null;
            why = wait is null ? throw await UnexpectedAsync(answer, cancellationToken).ConfigureAwait(false) : $"status {(int)answer.StatusCode}";
        }
        catch (Exception problem) when (problem is HttpRequestException or HttpIOException)
        {
            var untrusted = IsUntrusted(problem);
            wait = untrusted || problem is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } ? null : Wait(attempt, asked: null);
            why = untrusted ? "its certificate is untrusted or for another name, or TLS failed. Check the host in Url; behind a TLS-inspecting proxy, set CaFile." : _scrubber.Clean(problem.Message);
            if (wait is null)
            {
                throw new TaskProblemException(TaskProblem.NoAnswer(call.Name, why, attempt));
            }
        }

        host.Log.Detail($"{call.Name}: {why}; attempt {attempt + 1} of {Attempts} in {wait.Value.TotalSeconds:0.0} s.");
        await Task.Delay(wait.Value, host.Time, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Whether the certificate or TLS is at fault, which a retry can't change, unlike a handshake that was cut off.</summary>
    private static bool IsUntrusted(Exception problem) =>
        problem is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } refused && refused.InnerException is not IOException;

    /// <summary>Returns the delay before the next attempt; null when there is to be none, or no time for it.</summary>
    private TimeSpan? Wait(int attempt, TimeSpan? asked) =>
        call.MayRepeat && attempt < Attempts ? RetrySchedule.Delay(attempt, asked, _time.Left, RetrySchedule.Jitter()) : null;

    private async Task<TaskProblemException> UnexpectedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = await ServiceAnswer.TextAsync(answer, cancellationToken).ConfigureAwait(false);
        var transaction = ServiceAnswer.TransactionId(answer) is { } id ? _scrubber.Clean(id) : null;
        return new TaskProblemException(TaskProblem.UnexpectedStatus(call.Name, (int)answer.StatusCode, transaction, string.Join(" or ", call.ExpectedStatus), _scrubber.Clean(body)));
    }

    /// <summary>Records what must not be quoted from a response: the header values and the token, which the request has only while it is sent.</summary>
    private sealed class SecretRecordingHandler(Scrubber scrubber, HttpMessageHandler transport) : DelegatingHandler(transport)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var value in request.Headers.NonValidated.SelectMany(header => header.Value).Append(request.Headers.Authorization!.Parameter!))
            {
                if (value.Length >= ShortestSecret)
                {
                    scrubber.Add(value);
                }
            }

            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.Headers.Location is { IsAbsoluteUri: true, Host: var host } && scrubber.Clean(host) != host)
            {
                // Never follow a redirect to a host whose name contains a secret, nor name that host.
                answer.Headers.Location = null;
            }

            return answer;
        }
    }
}

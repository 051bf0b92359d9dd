using System.Net;
using IbmIam.Testing.Faults;
using IbmIam.Testing.Http;
using IbmIam.Testing.Page;

namespace IbmIam.Testing;

/// <content>Handles a request: finds its route, applies a planned fault, answers and logs it.</content>
internal sealed partial class FakeIam
{
    /// <summary>Returns the route of a request, or null if the fake does not serve it. Only clients on this machine can use its page and admin API.</summary>
    public RouteMatch? Match(string method, string path, IPAddress? client = null) =>
        Routes.Find(method, path, Options) is { } match && (!match.Route.IsFakeOwn || client is null || IPAddress.IsLoopback(client)) ? match : null;

    public async Task<FakeResponse> AnswerAsync(FakeRequest request, RouteMatch route, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(this, request, route);
        if (route.Route.IsFakeOwn)
        {
            return SameOrigin.Refuse(request) ?? AnswerOwn(exchange);
        }

        exchange.Identity = Grants.Asker.Of(exchange)?.Id;
        var fault = TakeFault(exchange);
        exchange.Fault = fault?.Kind;
        if (fault?.Hold is { } hold)
        {
            hold.Arrive(exchange.ToLogEntry(0));
            try
            {
                await hold.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The client disconnected or the fake is stopping. The request is logged anyway, because a test may look for it.
                Log(exchange, FakeResponse.Empty(0), 0);
                throw;
            }
        }

        var response = Answer(exchange, fault);
        Log(exchange, response, response.Delivery.Cut == Cut.BeforeHeaders ? 0 : response.Status);
        return response.With("Transaction-Id", exchange.TransactionId).At(Clock.GetUtcNow());
    }

    /// <summary>Returns the refusal if the path is protected and the token is invalid; otherwise null.</summary>
    /// <param name="request">The request, with its path as received.</param>
    /// <param name="path">The decoded path without dot segments, which stubs are matched by, so that no other spelling bypasses the guard.</param>
    /// <param name="guarded">The exchange to log if the path is protected; otherwise null.</param>
    public FakeResponse? Refusal(FakeRequest request, string path, out Exchange? guarded)
    {
        guarded = null;
        if (Guard.Find(path) is not { } service)
        {
            return null;
        }

        guarded = new Exchange(this, request, new RouteMatch(Routes.Guarded, Routes.NoValues));
        var refusal = Endpoints.Guard.Check(guarded, service);
        if (refusal is not null)
        {
            LogGuarded(guarded, refusal);
        }

        return refusal?.At(Clock.GetUtcNow());
    }

    /// <summary>Logs the response of a protected path, from the guard or from what is behind it.</summary>
    public void LogGuarded(Exchange guarded, FakeResponse response) => Log(guarded, response, response.Status);

    /// <summary>
    /// Logs a request that has no route and is not protected, and returns its refusal. The program sends it; the library only needs the
    /// log entry, for a request that no stub matched or that a stub answered with 404.
    /// </summary>
    public FakeResponse Unmatched(FakeRequest request)
    {
        var exchange = new Exchange(this, request, new RouteMatch(Routes.Unmatched, Routes.NoValues));
        var response = Routes.Unmatched.Answer(exchange);
        Log(exchange, response, response.Status);
        return response.With("Transaction-Id", exchange.TransactionId).At(Clock.GetUtcNow());
    }

    private void Log(Exchange exchange, FakeResponse response, int status)
    {
        var entry = exchange.ToLogEntry(status);
        Requests.Add(entry);
        Page?.Add(entry, response);
    }

    private Fault? TakeFault(Exchange exchange)
    {
        try
        {
            return Faults.Take(exchange);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return FaultKinds.ConditionFailed(problem.Message);
        }
    }

    /// <summary>Answers for the page or the admin API, whose errors are not IAM's and are not logged.</summary>
    private static FakeResponse AnswerOwn(Exchange exchange)
    {
        try
        {
            return exchange.Request.BodyFlaw is { } flaw
                ? Endpoints.AdminEndpoint.Problem(flaw.Status, flaw.Details)
                : exchange.Route.Route.Answer(exchange);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return Endpoints.AdminEndpoint.Problem(500, IamErrors.Failed(problem).Details);
        }
    }

    /// <summary>Answers even if an endpoint or a fault throws. The host would send an empty 500, with no log entry to explain it.</summary>
    private static FakeResponse Answer(Exchange exchange, Fault? fault)
    {
        try
        {
            var response = (fault?.Replace ?? Answer)(exchange);
            return fault?.Alter?.Invoke(response) ?? response;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return IamErrors.Failed(problem).ToResponse(exchange);
        }
    }

    private static FakeResponse Answer(Exchange exchange) =>
        exchange.Iam.FindConflict?.Invoke() is { } conflict ? new IamError(500, "FAKE_STUB_CONFLICT", "A stub covers a route of IAM's.", conflict).ToResponse(exchange)
        : exchange.Request.BodyFlaw?.ToResponse(exchange) ?? exchange.Route.Route.Answer(exchange);
}

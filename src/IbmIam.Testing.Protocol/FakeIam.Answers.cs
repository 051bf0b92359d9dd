using System.Net;
using IbmIam.Testing.Faults;
using IbmIam.Testing.Http;
using IbmIam.Testing.Page;

namespace IbmIam.Testing;

/// <content>A request on its way: its route, a fault that is planned for it, the answer, the log.</content>
internal sealed partial class FakeIam
{
    /// <summary>The route of a request, or null where it is none of the fake's: its page and admin API are for this machine alone.</summary>
    public RouteMatch? Match(string method, string path, IPAddress? client = null) =>
        Routes.Find(method, path, Options) is { } match && (!match.Route.IsFakeOwn || client is null || IPAddress.IsLoopback(client)) ? match : null;

    public async Task<FakeResponse> AnswerAsync(FakeRequest request, RouteMatch route, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(this, request, route);
        if (route.Route.IsFakeOwn)
        {
            return SameOrigin.Refuse(request) ?? (request.BodyFlaw is { } flaw ? Endpoints.AdminEndpoint.Problem(flaw.Status, flaw.Details) : route.Route.Answer(exchange));
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
                // The client gave up waiting: that is what the test may ask the log for.
                Log(exchange, FakeResponse.Empty(0), 0);
                throw;
            }
        }

        var response = Answer(exchange, fault);
        Log(exchange, response, response.Delivery.Cut == Cut.BeforeHeaders ? 0 : response.Status);
        return response.With("Transaction-Id", exchange.TransactionId).At(Clock.GetUtcNow());
    }

    /// <summary>What a guarded path answers to a bad token; null for a good one, and where no guard stands.</summary>
    /// <param name="request">The request, its path as it came.</param>
    /// <param name="path">The path that stubs are found by: no dots, nothing encoded. No other way of writing it gets past the guard.</param>
    /// <param name="guarded">The request in the log, where a guard stands.</param>
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

    /// <summary>Logs what a guarded path answered, by the guard or by what stands behind it.</summary>
    public void LogGuarded(Exchange guarded, FakeResponse response) => Log(guarded, response, response.Status);

    /// <summary>What the program answers where the library leaves the request to the tester's stubs.</summary>
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

    /// <summary>Answers, also when an endpoint or a fault throws: without an entry in the log, nobody could explain the host's empty 500.</summary>
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

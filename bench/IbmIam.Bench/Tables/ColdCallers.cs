using Azure.Core;
using IbmIam.Bench.Harness;
using IbmIam.Bench.Rivals;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>10,000 callers at once, before there is any token.</summary>
internal static class ColdCallers
{
    private const int Callers = 10_000;
    private static readonly string[] Scopes = [Stub.Scope];

    public static async Task MeasureAsync(Run run)
    {
        using (var iam = FakeIamServer.Start())
        {
            var client = CachedToken.Client(iam);
            await AllAsync(async () => await client.GetTokenAsync(CancellationToken.None));
            run.Report("exchanges", "IamClient", Exchanges(iam.Requests.Tokens.Count), Aim.Exactly(1, "exchanges"));
        }

        using (var iam = FakeIamServer.Start())
        {
            await NodeClients.ColdAsync(iam, Callers);
            run.Report("exchanges", "IBM's node core", Exchanges(iam.Requests.Tokens.Count));
        }

        using (var stub = new Stub())
        {
            var msal = stub.Msal();
            await AllAsync(async () => await msal.AcquireTokenForClient(Scopes).ExecuteAsync());
            run.Report("exchanges", "MSAL", Exchanges(stub.Exchanges));
        }

        using (var stub = new Stub())
        {
            var azure = stub.Azure();
            await AllAsync(async () => await azure.GetTokenAsync(new TokenRequestContext(Scopes), CancellationToken.None));
            run.Report("exchanges", "Azure.Identity", Exchanges(stub.Exchanges));
        }
    }

    private static Series Exchanges(int count) => Series.Of("exchanges", count);

    private static Task AllAsync(Func<Task> call) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(call)));
}

using System.Buffers.Text;
using System.Text.Json;
using IbmIam.Testing;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Packages.Tests;

/// <summary>What one script at minimal verbosity finds: a service with its own certificate authority, warnings, the cache's files, a token's file.</summary>
public sealed class CakeDetails(CakeDetails.Run run) : IClassFixture<CakeDetails.Run>
{
    [Fact]
    public void A_service_is_trusted_by_CaFile_and_else_refused_by_either_kind_of_request()
    {
        Assert.Contains("trusted, asynchronous: OK", run.Lines);
        Assert.Contains("trusted, synchronous: OK", run.Lines);
        Assert.Contains("not trusted: SecureConnectionError", run.Lines);
    }

    [Fact]
    public void A_synchronous_request_tells_a_refusal_with_its_code() =>
        Assert.Contains(run.Lines, l => l.StartsWith("synchronous, wrong key: IBMIAM3001: ", StringComparison.Ordinal));

    [Fact]
    public void A_cancelled_wait_ends_as_such_however_its_settings_are_given()
    {
        Assert.Contains("cancelled, settings: System.Threading.Tasks.TaskCanceledException", run.Lines);
        Assert.Contains("cancelled, lambda: System.Threading.Tasks.TaskCanceledException", run.Lines);
    }

    [Fact]
    public void A_warning_is_shown_with_its_code_and_nothing_less_urgent_is()
    {
        Assert.Contains(run.Lines, l => l.StartsWith("IBMIAM2010: ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, l => l.Contains("IBM Cloud IAM token for", StringComparison.Ordinal));
    }

    [Fact]
    public void Clearing_the_cache_gives_the_number_of_files_that_it_deleted()
    {
        Assert.Contains("deleted: 2, then 0", run.Lines);
        Assert.Empty(Directory.EnumerateFiles(run.Script.Sandbox.Environment["IBMIAM_CACHE_DIR"]!, "*.token"));
    }

    [Fact]
    public void A_tokens_file_tells_its_end_and_its_scope_as_the_token_does()
    {
        using var file = JsonDocument.Parse(run.Script.Read("token.json"));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(file.RootElement.GetProperty("access_token").GetString()!.Split('.')[1]));

        Assert.Equal("ibm openid", file.RootElement.GetProperty("scope").GetString());
        // By this machine's clock and by IAM's: an exchange takes a minute at most.
        var end = claims.RootElement.GetProperty("exp").GetInt64();
        Assert.InRange(file.RootElement.GetProperty("expiration").GetInt64(), end - 60, end + 60);
    }

    /// <summary>The script's one run.</summary>
    public sealed class Run(Packages packages) : IAsyncLifetime
    {
        private const string Deploy = """
            void Try(string what, Func<object> work)
            {
                try
                {
                    Console.WriteLine("{0}: {1}", what, work());
                }
                catch (Exception e)
                {
                    Console.WriteLine("{0}: {1}", what, e is HttpRequestException http ? $"{http.HttpRequestError}" : e is CakeException ? e.Message : $"{e.GetType()}");
                }
            }

            Task("Deploy").Does(() =>
            {
                IbmIamTokenToFile("token.json");
                IbmIamToken(s => s.WithApiKeyVariable("LIKE_AN_ID"));

                HttpRequestMessage Get() => new HttpRequestMessage(HttpMethod.Get, EnvironmentVariable("SERVICE") + "/stub");
                using var trusting = IbmIamHttpClient(s => s.WithCaFile("ca.pem"));
                using var plain = IbmIamHttpClient();
                using var wrong = IbmIamHttpClient(s => s.WithApiKeyVariable("WRONG_KEY"));
                Try("trusted, asynchronous", () => trusting.SendAsync(Get()).GetAwaiter().GetResult().StatusCode);
                Try("trusted, synchronous", () => trusting.Send(Get()).StatusCode);
                Try("not trusted", () => plain.Send(Get()).StatusCode);
                Try("synchronous, wrong key", () => wrong.Send(Get()).StatusCode);
                var cancelled = new System.Threading.CancellationToken(true);
                Try("cancelled, settings", () => IbmIamTokenAsync(new IbmIamSettings(), cancelled).GetAwaiter().GetResult());
                Try("cancelled, lambda", () => IbmIamTokenAsync(s => s.WithApiKeyVariable("LIKE_AN_ID"), cancelled).GetAwaiter().GetResult());
                Console.WriteLine("deleted: {0}, then {1}", IbmIamClearCache(), IbmIamClearCache());
            });
            RunTarget("Deploy");
            """;

        public FakeIamServer Service { get; } = FakeIamServer.Start(o => o.Https = true);

        public CakeScript Script { get; } = new(packages, Deploy);

        public IReadOnlyList<string> Lines { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            Service.Server.Given(Request.Create().WithPath("/stub").WithHeader("Authorization", "Bearer ey*")).RespondWith(Response.Create().WithStatusCode(200));
            Script.Sandbox.Write("ca.pem", Service.Certificate!.ExportCertificatePem());
            Script.Sandbox.Environment["SERVICE"] = Service.Url;
            Script.Sandbox.Environment["LIKE_AN_ID"] = Script.Iam.AddServiceId("like-an-id", "ApiKey-" + Guid.NewGuid()).ApiKey;
            Script.Sandbox.Environment["WRONG_KEY"] = "wrong-" + Guid.NewGuid();
            Lines = [.. (await Script.RunAsync("--verbosity=minimal")).ShouldSucceed().Output.Split('\n').Select(l => l.TrimEnd())];
        }

        public async ValueTask DisposeAsync()
        {
            await Script.DisposeAsync();
            await Service.DisposeAsync();
        }
    }
}

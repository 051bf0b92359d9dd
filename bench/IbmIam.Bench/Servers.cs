using System.Text;
using IbmIam.Bench.Rivals;
using IbmIam.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace IbmIam.Bench;

/// <summary>The servers that are compared. Each has its own process and runs until whoever started it kills it.</summary>
internal static class Servers
{
    public const string Keys = """{"keys":[{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"1"}]}""";

    public static async Task<int> RunAsync(string kind)
    {
        switch (kind)
        {
            case "library":
                var iam = FakeIamServer.Start();
                iam.AddServiceId("bench", "bench-key");
                Console.WriteLine($"listening on {iam.Url}");
                break;
            case "wiremock-0":
                Console.WriteLine($"listening on {SigningWireMock.Start().Url}");
                break;
            case "wiremock-1000":
                Console.WriteLine($"listening on {SigningWireMock.Start(logged: 1000).Url}");
                break;
            case "kestrel":
                return await ServeBareAsync();
            default:
                throw new ArgumentException(kind);
        }

        await new TaskCompletionSource().Task;
        return 0;
    }

    /// <summary>Kestrel with a single handler: the least that a .NET server does.</summary>
    private static async Task<int> ServeBareAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        var jwt = new Jwt();
        var keys = Encoding.UTF8.GetBytes(Keys);
        app.Run(async context =>
        {
            var body = context.Request.Path == "/identity/token" ? await SignedAsync(context, jwt) : keys;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        });
        await app.StartAsync();
        Console.WriteLine($"listening on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<byte[]> SignedAsync(HttpContext context, Jwt jwt)
    {
        await context.Request.ReadFormAsync();
        return Encoding.UTF8.GetBytes(jwt.Answer());
    }
}

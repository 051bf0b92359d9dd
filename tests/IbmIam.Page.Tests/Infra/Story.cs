using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace IbmIam.Page.Tests;

/// <summary>A build's hour at the fake: tokens, a rate limit that was waited out, a bad key, a reset.</summary>
internal static class Story
{
    public const int Requests = 7;

    private const string Deployer = "deployer.of.the.story";
    private const string Nightly = "nightly.tests.of.the.story";

    public static async Task TellAsync(Fake fake)
    {
        await fake.ConfigureAsync(new JsonObject
        {
            ["serviceIds"] = new JsonArray(new JsonObject { ["name"] = "deployer", ["apiKey"] = Deployer }, new JsonObject { ["name"] = "nightly-tests", ["apiKey"] = Nightly }),
        });
        await fake.AskAsync(Deployer, "IbmIam.MSBuild/0.1");
        await fake.ConfigureAsync(new JsonObject { ["advance"] = 2520 });
        await fake.AskAsync(Deployer + "\n", "curl/8.5.0");
        await fake.ConfigureAsync(new JsonObject { ["advance"] = 12, ["faults"] = new JsonArray(new JsonObject { ["kind"] = "rate-limit", ["retryAfter"] = 2, ["next"] = 1 }) });
        await fake.AskAsync(Nightly, "IbmIam.Cake/0.1");
        await fake.ConfigureAsync(new JsonObject { ["advance"] = 2.1 });
        await fake.AskAsync(Nightly, "IbmIam.Cake/0.1");
        await fake.ConfigureAsync(new JsonObject { ["advance"] = 480, ["faults"] = new JsonArray(new JsonObject { ["kind"] = "reset", ["next"] = 1 }) });
        await fake.AskAsync(Deployer, "ibm-node-sdk-core/iam-authenticator-5.4.9");
        await fake.ConfigureAsync(new JsonObject { ["advance"] = 1.3 });
        await fake.AskAsync(Deployer, "ibm-node-sdk-core/iam-authenticator-5.4.9");
        await fake.AskAsync("no.such.key", "IbmIam.MSBuild/0.1");
        await fake.ConfigureAsync(new JsonObject { ["faults"] = new JsonArray(new JsonObject { ["kind"] = "html", ["next"] = 2 }) });
    }

    /// <summary>Opens every part that opens and shows every secret that can be asked for.</summary>
    public static async Task OpenEverythingAsync(Visit visit)
    {
        await Expect(visit.Requests).ToHaveCountAsync(Requests);
        await visit.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        await visit.Page.EvaluateAsync("() => document.querySelectorAll('.secret [aria-pressed=false]').forEach(button => button.click())");
        await visit.Button("New passcode").ClickAsync();
        await visit.Button("Debug").First.ClickAsync();
        await Expect(visit.Region("Token debugger")).ToContainTextAsync("Its identity exists: yes");
        await Expect(visit.Page.Locator(".secret .masked")).ToHaveCountAsync(0);
    }
}

#addin nuget:?package=Cake.IbmIam

using System.Net.Http;
using System.Text.Json.Nodes;

// Rotates a root key of Key Protect by its name. The API key comes from IBMCLOUD_API_KEY.
var keyProtect = EnvironmentVariable("KEY_PROTECT_URL") ?? "https://us-south.kms.cloud.ibm.com";
var instance = EnvironmentVariable("KEY_PROTECT_INSTANCE") ?? throw new CakeException("Set KEY_PROTECT_INSTANCE to the instance's GUID.");
var name = Argument<string>("key");

HttpClient Client()
{
    var http = IbmIamHttpClient();
    http.DefaultRequestHeaders.Add("bluemix-instance", instance);
    return http;
}

async Task<string> Ask(HttpClient http, HttpMethod method, string path)
{
    using var request = new HttpRequestMessage(method, keyProtect + path);
    using var answer = await http.SendAsync(request);
    var text = await answer.Content.ReadAsStringAsync();
    return answer.IsSuccessStatusCode ? text : throw new CakeException($"{method} {path}: Key Protect answered {(int)answer.StatusCode}: {text}");
}

var id = "";

Task("Find").Does(async () =>
{
    using var http = Client();
    var keys = JsonNode.Parse(await Ask(http, HttpMethod.Get, "/api/v2/keys"))["resources"].AsArray();
    id = (string)keys.SingleOrDefault(k => (string)k["name"] == name)?["id"]
        ?? throw new CakeException($"There is no key '{name}'. There are: {string.Join(", ", keys.Select(k => k["name"]))}.");
    Information("{0} is {1}", name, id);
});

Task("Rotate").IsDependentOn("Find").Does(async () =>
{
    using var http = Client();
    await Ask(http, HttpMethod.Post, $"/api/v2/keys/{id}/actions/rotate");
    Information("{0} is rotated", name);
});

RunTarget(Argument("target", "Rotate"));

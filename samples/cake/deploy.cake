#addin nuget:?package=Cake.IbmIam

using System.Net.Http;

// Lists the keys of a Key Protect instance. The API key comes from IBMCLOUD_API_KEY.
var keyProtect = EnvironmentVariable("KEY_PROTECT_URL") ?? "https://us-south.kms.cloud.ibm.com";
var instance = EnvironmentVariable("KEY_PROTECT_INSTANCE");

Task("Deploy").Does(async () =>
{
    var token = IbmIamToken();

    using var http = new HttpClient();
    using var request = new HttpRequestMessage(HttpMethod.Get, $"{keyProtect}/api/v2/keys");
    request.Headers.Add("Authorization", token.AuthorizationHeader);
    request.Headers.Add("bluemix-instance", instance);
    using var response = await http.SendAsync(request);
    var answer = await response.Content.ReadAsStringAsync();
    if (!response.IsSuccessStatusCode)
    {
        throw new CakeException($"Key Protect answered {(int)response.StatusCode}: {answer}");
    }

    EnsureDirectoryExists("bin");
    System.IO.File.WriteAllText("bin/keys.json", answer);
    Information("Key Protect lists its keys: bin/keys.json");
});

RunTarget(Argument("target", "Deploy"));

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeyService;

var builder = WebApplication.CreateBuilder(args);
var iam = builder.Configuration["IBMCLOUD_IAM_API_ENDPOINT"] ?? "https://iam.cloud.ibm.com";
var keyProtect = builder.Configuration["KEY_PROTECT_URL"] ?? "https://us-south.kms.cloud.ibm.com";

builder.Services.AddAuthentication().AddJwtBearer(options =>
{
    options.Authority = iam + "/identity";
    options.RequireHttpsMetadata = !new Uri(iam).IsLoopback;
    options.MapInboundClaims = false;
    // IAM's tokens have no audience. This sample accepts any valid token; restrict access by account or iam_id.
    options.TokenValidationParameters.ValidateAudience = false;
    options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
});
builder.Services.AddAuthorization();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddHttpClient("iam", http => http.BaseAddress = new Uri(iam));
builder.Services.AddSingleton<ServiceToken>();
builder.Services.AddTransient<ServiceTokenHandler>();
builder.Services.AddHttpClient("key-protect", http =>
{
    http.BaseAddress = new Uri(keyProtect);
    http.DefaultRequestHeaders.Add("bluemix-instance", builder.Configuration["KEY_PROTECT_INSTANCE"]);
}).AddHttpMessageHandler<ServiceTokenHandler>();

var app = builder.Build();

app.MapGet("/keys", async (IHttpClientFactory clients, CancellationToken cancellationToken) =>
{
    try
    {
        using var http = clients.CreateClient("key-protect");
        var answer = await http.GetFromJsonAsync<JsonNode>("/api/v2/keys", cancellationToken);
        return Results.Ok(answer!["resources"]!.AsArray().Select(key => (string?)key!["name"]));
    }
    catch (HttpRequestException e)
    {
        // Its message contains a status or a network error, never request headers.
        app.Logger.LogError(e, "IBM Cloud did not give the keys");
        return Results.StatusCode(StatusCodes.Status502BadGateway);
    }
}).RequireAuthorization();

app.Run();

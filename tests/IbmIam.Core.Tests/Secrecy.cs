using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Each credential, used and refused: nothing that is told holds a secret, in any form.</summary>
public sealed class Secrecy : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new(new FastTime());
    private readonly ConcurrentQueue<string> _traces = new();
    private readonly ActivityListener _listener;
    private readonly List<string> _secrets = [];

    public Secrecy()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "IbmIam",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => _traces.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public static TheoryData<string> Credentials { get; } =
        ["key by value", "key in a variable", "key in a file", "refresh token", "passcode", "compute resource", "virtual server", "assumed", "ready token", "ready token assumes", "sdk configuration", "client"];

    public void Dispose()
    {
        _listener.Dispose();
        _iam.Dispose();
        _bed.Dispose();
    }

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Nothing_told_of_a_credential_holds_it(string credential)
    {
        var settings = Settings(credential);
        settings.IamUrl = _iam.Url;
        var told = new StringBuilder();
        var token = await _bed.Client(settings).GetTokenAsync(Bed.Cancel);
        _secrets.Add(token.AccessToken);
        if (token.RefreshToken is { } refresh)
        {
            _secrets.Add(refresh);
        }

        told.Append(token);
        foreach (var status in (int[])[400, 401, 403, 503])
        {
            IamClient.ClearCache(_bed.Host);
            _iam.Faults.Always().Status(status);
            settings.Timeout = TimeSpan.FromSeconds(20);
            settings.Account = credential == "key by value" ? _iam.AccountId : settings.Account;
            try
            {
                told.Append(await _bed.Client(settings).GetTokenAsync(Bed.Cancel));
            }
            catch (IamException e)
            {
                told.Append(e).Append(e.TransactionId).Append(e.IamCode);
            }

            _iam.Faults.Clear();
        }

        Assert.Contains("Credential: ", _bed.Log.All, StringComparison.Ordinal);
        Assert.Contains(_traces, trace => trace.Contains($"[server.port, {new Uri(_iam.Url).Port}]", StringComparison.Ordinal));
        var everything = told + _bed.Log.All + string.Join('\n', _traces);
        foreach (var secret in _secrets.SelectMany(static secret => (string[])[secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), secret[..Math.Min(secret.Length, 24)]]))
        {
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
        }
    }

    private IamSettings Settings(string credential)
    {
        switch (credential)
        {
            case "key by value":
                return new() { ApiKey = Secret.From(Known(_iam.ApiKey)) };
            case "key in a variable":
                _bed["IBMCLOUD_API_KEY"] = Known(_iam.ApiKey);
                return new();
            case "key in a file":
                _bed.File("key.json", $$"""{"apikey":"{{Known(_iam.ApiKey)}}"}""");
                return new() { ApiKeyFile = "key.json" };
            case "refresh token":
                _iam.AddClient("deployer", Known("s3cret-of-the-client"));
                _bed["REFRESH"] = Known(_iam.AddRefreshToken(_iam.DefaultUser, "deployer"));
                _bed["CLIENT_SECRET"] = "s3cret-of-the-client";
                return new() { RefreshTokenVariable = "REFRESH", ClientId = "deployer", ClientSecretVariable = "CLIENT_SECRET" };
            case "passcode":
                _bed["PASSCODE"] = Known(_iam.AddPasscode());
                return new() { PasscodeVariable = "PASSCODE" };
            case "compute resource":
                _bed["IBMCLOUD_CR_TOKEN"] = Known(_iam.AddComputeResource("cluster").Token);
                return new() { TrustedProfile = _iam.DefaultProfile.Id };
            case "virtual server":
                return new() { UseVpc = true, VpcUrl = _iam.Url };
            case "assumed":
                return new() { ApiKey = Secret.From(Known(_iam.ApiKey)), TrustedProfile = _iam.DefaultProfile.Id };
            case "ready token":
            case "ready token assumes":
                _bed["TOKEN"] = "Bearer " + Known(_iam.MintToken());
                return new() { TokenVariable = "TOKEN", TrustedProfile = credential == "ready token" ? null : _iam.DefaultProfile.Id };
            case "sdk configuration":
                (_bed["KMS_APIKEY"], _bed["KMS_AUTH_URL"]) = (Known(_iam.ApiKey), _iam.Url);
                return new() { ServiceName = "kms" };
            default:
                _iam.AddClient("deployer", Known("s3cret-of-the-client"));
                return new() { ApiKey = Secret.From(Known(_iam.ApiKey)), ClientId = "deployer", ClientSecret = Secret.From("s3cret-of-the-client") };
        }
    }

    private string Known(string secret)
    {
        _secrets.Add(secret);
        return secret;
    }
}

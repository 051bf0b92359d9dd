using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using IbmIam.Caching;
using IbmIam.Credentials;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Fuzz.Tests;

/// <summary>
/// The core's parsers and what must hold of each for any text: a verdict or an <see cref="IamException"/> comes out, never
/// another exception, and no secret. Whatever harms texts (afl-fuzz, CsCheck) judges by these.
/// </summary>
internal static partial class CoreParsers
{
    public const string Canary = "canary-key+/=%";

    private static readonly byte[] CacheSecret = "s3cret"u8.ToArray();

    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, Action<string>> All { get; } = new Dictionary<string, Action<string>>
    {
        ["token-answer"] = TokenAnswers,
        ["error-body"] = ErrorBodies,
        ["claims"] = TokenClaims,
        ["key-file"] = KeyFiles,
        ["variable"] = static text => Read(ReadyTokens.WithoutScheme(text)),
        ["endpoint"] = Endpoints,
        ["cli-output"] = CliOutput,
        ["cached-token"] = static text => CachedToken(Encoding.UTF8.GetBytes(text)),
        ["credentials-file"] = static text => Sdk(services: null, file: text),
        ["vcap-services"] = static text => Sdk(services: text, file: null),
    };

    /// <summary>Bytes that nobody sealed open as nothing.</summary>
    public static void CacheFile(byte[] bytes) => Assert.Null(SealedFile.Open(CacheSecret, "name", bytes));

    /// <summary>What a cache file holds, once opened.</summary>
    public static void CachedToken(byte[] bytes) => StoredToken.Read(bytes, "test", TimeProvider.System);

    /// <summary>IBM SDK configuration of a service named <c>kms</c>.</summary>
    public static void Sdk(string? services, string? file)
    {
        var path = Path.Combine(Path.GetTempPath(), $"ibmiam-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        if (file is not null)
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(file));
        }

        var host = new IamHost
        {
            Variable = name => name switch { "VCAP_SERVICES" => services, "IBM_CREDENTIALS_FILE" => file is null ? null : path, _ => null },
            WorkingDirectory = Path.GetTempPath(),
            Memory = new TokenMemory(),
        };
        try
        {
            Allowed(() => new CredentialChain(new IamSettings { ServiceName = "kms", TokenCache = TokenCacheMode.None }, host).RequestAsync(CancellationToken.None).GetAwaiter().GetResult());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void TokenAnswers(string text)
    {
        var (answer, why) = TokenAnswer.Read(text, Noon);
        Assert.Equal(answer is null, why.Length > 0);
        Assert.True(answer?.Lifetime is null || (answer.Lifetime > TimeSpan.FromTicks(-1) && answer.Lifetime <= TokenLifetime.Longest));
        Assert.DoesNotContain(answer?.AccessToken ?? "", static at => at is <= ' ' or > '~');
    }

    private static void ErrorBodies(string text)
    {
        var scrubber = new Scrubber();
        scrubber.Add(Canary);
        var error = IamError.Read(400, text, transactionId: null, scrubber);
        Assert.InRange(error.Description.Length, 0, 400);
        Assert.DoesNotContain(Canary, error.Description + error.TransactionId, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Description + error.TransactionId, char.IsControl);
    }

    private static void TokenClaims(string text)
    {
        foreach (var token in (string[])[$"a.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.c", $"a.{Base64Url.EncodeToString(Encoding.Latin1.GetBytes(text))}.c", text])
        {
            Assert.InRange(Claims.Read(token)?.Identity?.Length ?? 0, 0, 300);
        }
    }

    private static void KeyFiles(string text)
    {
        if (SecretText.KeyInFile(text) is { } key)
        {
            Read(key);
        }
    }

    private static void Endpoints(string text)
    {
        var (url, fault) = IamEndpoint.Parse(text, "IamUrl");
        Assert.NotEqual(url is null, fault is null);
        Assert.True(url is null || (IamEndpoint.MayHoldSecrets(url) && url is { UserInfo: "", Query: "", Fragment: "" } && IamEndpoint.At(url, "/identity/token").Authority == url.Authority));
    }

    private static void CliOutput(string text) => Allowed(() =>
    {
        Assert.NotEmpty(CliSession.Token(0, text, ""));
        _ = CliSession.Token(1, text, "");
    });

    private static void Read(string text)
    {
        var (secret, fault) = SecretText.Read(text, "ApiKey");
        Assert.NotEqual(secret is null, fault is null);
        Assert.DoesNotContain(Canary, fault?.Text ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(secret?.Reveal() ?? "", static at => char.IsControl(at) || char.IsWhiteSpace(at));
    }

    private static void Allowed(Action action)
    {
        try
        {
            action();
        }
        catch (IamException e)
        {
            Assert.DoesNotContain("canary", NamedPath().Replace(e.ToString(), ""), StringComparison.Ordinal);
        }
    }

    /// <summary>A file that is not there is told by its path, whatever that says: as short as these texts are it is no key.</summary>
    [GeneratedRegex("the file '.*' ")]
    private static partial Regex NamedPath();
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IbmIam.Bench.Rivals;

/// <summary>The least that a hand-written fake does for a token: a few claims, signed RS256 with an existing key.</summary>
internal sealed class Jwt : IDisposable
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"RS256","kid":"1"}"""u8);
    private readonly RSAParameters _key;
    private readonly ConcurrentBag<RSA> _idle = [];

    public Jwt()
    {
        using var pem = typeof(IbmIam.Testing.FakeIamOptions).Assembly.GetManifestResourceStream("test-signing-key.pem")!;
        using var reader = new StreamReader(pem);
        var key = RSA.Create();
        key.ImportFromPem(reader.ReadToEnd());
        _key = key.ExportParameters(includePrivateParameters: true);
        _idle.Add(key);
    }

    /// <summary>A complete answer of the token endpoint.</summary>
    public string Answer()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = JsonSerializer.SerializeToUtf8Bytes(new { iam_id = "iam-ServiceId-1", sub = "ServiceId-1", iat = now, exp = now + 3600, jti = Guid.NewGuid(), scope = "ibm openid" });
        var signed = $"{Header}.{Base64Url.EncodeToString(payload)}";
        return $$"""{"access_token":"{{signed}}.{{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(signed)))}}","token_type":"Bearer","expires_in":3600,"expiration":{{now + 3600}},"scope":"ibm openid"}""";
    }

    public byte[] Sign(byte[] data)
    {
        var key = _idle.TryTake(out var idle) ? idle : RSA.Create(_key);
        var signature = key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(key);
        return signature;
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }
    }
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Minting;

/// <summary>An RSA key for RS256 signatures. Thread-safe.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ConcurrentBag<RSA> _idle = [];
    private readonly RSAParameters _parameters;

    private SigningKey(string id, RSA key)
    {
        Id = id;
        _parameters = key.ExportParameters(includePrivateParameters: true);
        _idle.Add(key);
    }

    public string Id { get; }

    /// <summary>Loads the embedded test key: generating one would delay every start.</summary>
    public static SigningKey ReadyMade()
    {
        using var pem = typeof(SigningKey).Assembly.GetManifestResourceStream("test-signing-key.pem")
            ?? throw new InvalidOperationException("The ready-made test key is missing from the assembly.");
        using var reader = new StreamReader(pem);
        var key = RSA.Create();
        key.ImportFromPem(reader.ReadToEnd());
        return new SigningKey("202601010000", key);
    }

    public static SigningKey Fresh(string id) => new(id, RSA.Create(2048));

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var key = Take();
        var signature = key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(key);
        return signature;
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = Take();
        var good = key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(key);
        return good;
    }

    /// <summary>Gets the public key as IAM publishes it: without <c>use</c>.</summary>
    public JsonObject ToJwk() => new()
    {
        ["kty"] = "RSA",
        ["n"] = Base64Url.EncodeToString(_parameters.Modulus),
        ["e"] = Base64Url.EncodeToString(_parameters.Exponent),
        ["alg"] = "RS256",
        ["kid"] = Id,
    };

    public void Dispose()
    {
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }
    }

    private RSA Take() => _idle.TryTake(out var key) ? key : RSA.Create(_parameters);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>The cache key: a hash of everything in a request that can change the token. Masked when printed.</summary>
internal sealed class TokenKey : IEquatable<TokenKey>
{
    private readonly byte[] _hash;

    private TokenKey(byte[] hash) => _hash = hash;

    public ReadOnlySpan<byte> Hash => _hash;

    public static TokenKey Of(TokenRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[sizeof(int)];
        foreach (var part in Parts(request))
        {
            var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, part is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return new TokenKey(hash.GetHashAndReset());
    }

    public bool Equals(TokenKey? other) => other is not null && _hash.AsSpan().SequenceEqual(other._hash);

    public override bool Equals(object? obj) => Equals(obj as TokenKey);

    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_hash);

    public override string ToString() => "***";

    private static string?[] Parts(TokenRequest request) =>
    [
        request.Endpoint.AbsoluteUri,
        request.Client?.Id,
        request.Client?.Secret.Reveal(),
        request.Scope,
        request.Account,
        request.Tenant,
        .. Parts(request.Credential),
    ];

    private static string?[] Parts(IamCredential credential) =>
    [
        credential.GetType().Name,
        .. credential.Fields().SelectMany(static field => (string[])[field.Key, field.Value]),
        .. credential is IamCredential.Assumed assumed ? Parts(assumed.Base) : [],
    ];
}

using System.Security.Cryptography;
using System.Text;

namespace IbmIam.Caching;

/// <summary>
/// The format of a cache file: version, salt, nonce, ciphertext, tag. AES-256-GCM with a key derived by HKDF from the
/// credential's secret and the salt; version and file name are associated data. A change of the content needs a new
/// version, in the file name's derivation too: two versions of a package then leave each other's files alone.
/// </summary>
internal static class SealedFile
{
    private const int SaltLength = 16;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private static readonly byte[] Version = "ibmiam3\n"u8.ToArray();
    private static readonly int HeadLength = Version.Length + SaltLength + NonceLength;

    /// <summary>Returns a file name that reveals nothing: a hash of the request, keyed with the credential's secret.</summary>
    public static string Name(byte[] secret, ReadOnlySpan<byte> requestHash)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, info: "IbmIam token file name 3"u8.ToArray());
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, requestHash).AsSpan(0, SaltLength));
    }

    public static byte[] Seal(byte[] secret, string name, byte[] text)
    {
        var file = new byte[HeadLength + text.Length + TagLength];
        Version.CopyTo(file, 0);
        RandomNumberGenerator.Fill(file.AsSpan(Version.Length, SaltLength + NonceLength));
        using var cipher = Cipher(secret, file);
        cipher.Encrypt(Nonce(file), text, file.AsSpan(HeadLength, text.Length), file.AsSpan(HeadLength + text.Length), AssociatedData(name));
        return file;
    }

    /// <summary>Returns the plaintext; null when the file has another format, is damaged, or was encrypted with another secret or for another name.</summary>
    public static byte[]? Open(byte[] secret, string name, byte[] file)
    {
        if (file.Length < HeadLength + TagLength || !file.AsSpan().StartsWith(Version))
        {
            return null;
        }

        var text = new byte[file.Length - HeadLength - TagLength];
        using var cipher = Cipher(secret, file);
        try
        {
            cipher.Decrypt(Nonce(file), file.AsSpan(HeadLength, text.Length), file.AsSpan(HeadLength + text.Length), text, AssociatedData(name));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm Cipher(byte[] secret, byte[] file) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, file.AsSpan(Version.Length, SaltLength).ToArray(), "IbmIam token file 3"u8.ToArray()), TagLength);

    private static ReadOnlySpan<byte> Nonce(byte[] file) => file.AsSpan(Version.Length + SaltLength, NonceLength);

    private static byte[] AssociatedData(string name) => [.. Version, .. Encoding.UTF8.GetBytes(name)];
}

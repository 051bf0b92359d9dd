using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>
/// The plaintext of a cache file: its fields in sequence. Not JSON, because loading and JIT-compiling a JSON reader takes
/// longer than everything else that a build's first task does to read the file.
/// </summary>
internal static class StoredToken
{
    // The clocks of two machines that share a home folder differ slightly.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public static byte[] Write(HeldToken held)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(held.StartedAt.UtcTicks);
        writer.Write(held.Lifetime.Ticks);
        writer.Write(held.Fetched.AccessToken);
        writer.Write(held.Fetched.TokenType);
        writer.Write(held.Fetched.Scope ?? "");
        writer.Write(held.Fetched.RefreshToken ?? "");
        writer.Write(held.Fetched.Identity ?? "");
        writer.Flush();
        return buffer.ToArray();
    }

    /// <summary>Returns the token; null when the bytes are invalid, or its lifetime starts in the future.</summary>
    public static HeldToken? Read(byte[] bytes, string source, TimeProvider time)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var begun = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            var lifetime = TimeSpan.FromTicks(reader.ReadInt64());
            return reader.ReadString() is { Length: > 0 } token && begun <= time.GetUtcNow() + Tolerance && lifetime <= TokenLifetime.Longest
                ? HeldToken.Of(time, Answer(reader, token), source, lifetime, new HeldToken.Start(time, begun))
                : null;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static TokenAnswer Answer(BinaryReader reader, string token) => new(token)
    {
        TokenType = reader.ReadString(),
        Scope = Optional(reader),
        RefreshToken = Optional(reader),
        Identity = Optional(reader),
    };

    private static string? Optional(BinaryReader reader) => reader.ReadString() is { Length: > 0 } text ? text : null;
}

namespace IbmIam.Testing.Http;

/// <summary>A request as the host received it, without types of the web server.</summary>
internal sealed record FakeRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The query with its question mark, or an empty string.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers; names are case-insensitive, and multiple values of a header are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The error if the body could not be read: it is longer than <see cref="FakeIam.BodyLimit"/> or violates HTTP. Null if it was read.</summary>
    public IamError? BodyFlaw { get; init; }

    public string MediaType => Header("Content-Type").Split(';')[0].Trim();

    public bool IsForm => MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    public string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";

    /// <summary>The token of <c>Authorization: Bearer …</c>, or null.</summary>
    public string? Bearer => Credentials("Bearer ");

    public string? Credentials(string scheme)
    {
        var header = Header("Authorization");
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
    }

    /// <summary>Omits the properties, because they contain secrets.</summary>
    public override string ToString() => nameof(FakeRequest);
}

namespace IbmIam.Testing.Http;

/// <summary>A request as a host read it: no web server's type in it.</summary>
internal sealed record FakeRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>With its question mark, or empty.</summary>
    public string Query { get; init; } = "";

    /// <summary>By name without regard to case; several values of one name stand joined by a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why the body was not read to its end: longer than <see cref="FakeIam.BodyLimit"/>, or not in HTTP's form. Null where it was.</summary>
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

    /// <summary>Without properties: they hold secrets.</summary>
    public override string ToString() => nameof(FakeRequest);
}

using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;

namespace IbmIam.Testing;

/// <summary>The URL of the fake, and what is derived from it.</summary>
internal sealed class Address(string url)
{
    public string Url => url;

    public string Issuer { get; } = url + "/identity";

    /// <summary>The discovery document, cached.</summary>
    public FakeResponse Discovery => field ??= KeysEndpoint.Describe(this);
}

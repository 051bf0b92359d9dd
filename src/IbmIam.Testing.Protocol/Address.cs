using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;

namespace IbmIam.Testing;

/// <summary>The address of the fake, and what derives from it.</summary>
internal sealed class Address(string url)
{
    public string Url => url;

    public string Issuer { get; } = url + "/identity";

    /// <summary>The discovery document, made once.</summary>
    public FakeResponse Discovery => field ??= KeysEndpoint.Describe(this);
}

using IbmIam.Credentials;

namespace IbmIam.Exchange;

/// <summary>What IAM is asked: a pure form. Whatever changes the token is in here, and so in the cache key.</summary>
internal sealed record TokenRequest(Uri Endpoint, IamCredential Credential)
{
    private const string GrantPrefix = "urn:ibm:params:oauth:grant-type:";

    public Uri TokenUrl => new(Endpoint.AbsoluteUri.TrimEnd('/') + "/identity/token");

    public IReadOnlyList<KeyValuePair<string, string>> Form() => Credential switch
    {
        IamCredential.ApiKey key => [new("grant_type", GrantPrefix + "apikey"), new("apikey", key.Key.Reveal())],
        _ => throw new NotSupportedException(),
    };
}

namespace IbmIam.Testing;

/// <content>Identities.</content>
public sealed partial class FakeIamServer
{
    /// <summary>Adds a service ID with an API key.</summary>
    /// <param name="name">The name.</param>
    /// <param name="apiKey">The value of the API key; null generates one that secret scanners do not report.</param>
    /// <param name="id">The ID; null generates one.</param>
    /// <returns>The service ID.</returns>
    /// <exception cref="ArgumentException">The API key or the ID is empty, or already in use.</exception>
    public FakeServiceId AddServiceId(string name, string? apiKey = null, string? id = null) => _iam.Identities.AddServiceId(name, apiKey, id);

    /// <summary>Adds a user with an API key and a password.</summary>
    /// <param name="email">The e-mail address, which is the user name.</param>
    /// <param name="apiKey">The value of the API key; null generates one.</param>
    /// <param name="password">The password; null for <c>fake.password</c>.</param>
    /// <param name="id">The ID, which starts with <c>IBMid-</c>; null generates one.</param>
    /// <returns>The user.</returns>
    /// <exception cref="ArgumentException">The API key or the ID is empty or already in use, or the ID does not start with <c>IBMid-</c>.</exception>
    public FakeUser AddUser(string email, string? apiKey = null, string? password = null, string? id = null) => _iam.Identities.AddUser(email, apiKey, password, id);

    /// <summary>Adds a trusted profile that everyone in the account may use, until <see cref="FakeProfile.TrustOnly"/> restricts it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="id">The ID; null generates one.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ArgumentException">The ID is empty, or already in use.</exception>
    public FakeProfile AddProfile(string name, string? id = null) => _iam.Identities.AddProfile(name, id);

    /// <summary>Adds a compute resource with a token.</summary>
    /// <param name="name">The name.</param>
    /// <param name="token">The compute-resource token; null generates one.</param>
    /// <returns>The compute resource.</returns>
    /// <exception cref="ArgumentException">The token is empty, or already in use.</exception>
    public FakeComputeResource AddComputeResource(string name, string? token = null) => _iam.Identities.AddComputeResource(name, token);

    /// <summary>Adds an OAuth client, besides <c>bx</c> (secret <c>bx</c>) and <c>kube</c> (secret <c>kube</c>).</summary>
    /// <param name="id">The client ID.</param>
    /// <param name="secret">The client secret.</param>
    public void AddClient(string id, string secret) => _iam.Identities.Clients[id] = secret;

    /// <summary>Adds a one-time passcode, valid for five minutes by the fake's clock.</summary>
    /// <param name="user">The owner; null for <see cref="DefaultUser"/>.</param>
    /// <param name="passcode">The passcode; null generates one.</param>
    /// <returns>The passcode.</returns>
    /// <exception cref="ArgumentException">The passcode is empty, or in use.</exception>
    public string AddPasscode(FakeUser? user = null, string? passcode = null) => _iam.AddPasscode(user, passcode);

    /// <summary>Creates a refresh token without HTTP.</summary>
    /// <param name="identity">The owner.</param>
    /// <param name="clientId">The ID of the client that the token is bound to.</param>
    /// <returns>The refresh token.</returns>
    public string AddRefreshToken(FakeIdentity identity, string clientId = "bx") => _iam.AddRefreshToken(identity, clientId);

    /// <summary>Removes an identity and its API keys; the fake no longer accepts tokens obtained with them.</summary>
    /// <param name="identity">The identity.</param>
    public void Remove(FakeIdentity identity) => _iam.Identities.Remove(identity);

    /// <summary>Disables the API keys of an identity, or enables them again.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="disabled">Whether to disable the keys; false enables them.</param>
    public void DisableApiKeys(FakeIdentity identity, bool disabled = true) => _iam.Identities.DisableKeys(identity, disabled);
}

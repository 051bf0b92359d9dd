namespace IbmIam.Testing;

/// <content>Who there is.</content>
public sealed partial class FakeIamServer
{
    /// <summary>Adds a service ID with an API key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="apiKey">The key's value; null makes one that no secret scanner takes for real.</param>
    /// <returns>The service ID.</returns>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public FakeServiceId AddServiceId(string name, string? apiKey = null) => _iam.Identities.AddServiceId(name, apiKey);

    /// <summary>Adds a user with an API key and a password.</summary>
    /// <param name="email">The e-mail address, which is the user name.</param>
    /// <param name="apiKey">The key's value; null makes one.</param>
    /// <param name="password">The password; null makes it <c>fake.password</c>.</param>
    /// <returns>The user.</returns>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public FakeUser AddUser(string email, string? apiKey = null, string? password = null) => _iam.Identities.AddUser(email, apiKey, password);

    /// <summary>Adds a trusted profile that everyone in the account may use, until <see cref="FakeProfile.TrustOnly"/> says otherwise.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="id">Its id; null makes one.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public FakeProfile AddProfile(string name, string? id = null) => _iam.Identities.AddProfile(name, id);

    /// <summary>Adds a compute resource with a token.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="token">The compute-resource token; null makes one.</param>
    /// <returns>The compute resource.</returns>
    /// <exception cref="ArgumentException">The token is taken.</exception>
    public FakeComputeResource AddComputeResource(string name, string? token = null) => _iam.Identities.AddComputeResource(name, token);

    /// <summary>Adds an OAuth client beside <c>bx</c> (secret <c>bx</c>) and <c>kube</c> (secret <c>kube</c>).</summary>
    /// <param name="id">The client's id.</param>
    /// <param name="secret">The client's secret.</param>
    public void AddClient(string id, string secret) => _iam.Identities.Clients[id] = secret;

    /// <summary>Makes a passcode that works once, for five minutes by the fake's clock.</summary>
    /// <param name="user">Whose it is; null takes <see cref="DefaultUser"/>.</param>
    /// <param name="passcode">Its value; null makes one.</param>
    /// <returns>The passcode.</returns>
    public string AddPasscode(FakeUser? user = null, string? passcode = null) => _iam.AddPasscode(user, passcode);

    /// <summary>Makes a refresh token without HTTP.</summary>
    /// <param name="identity">Whose it is.</param>
    /// <param name="clientId">The client it is bound to.</param>
    /// <returns>The refresh token.</returns>
    public string AddRefreshToken(FakeIdentity identity, string clientId = "bx") => _iam.AddRefreshToken(identity, clientId);

    /// <summary>Removes an identity with its keys; tokens made from them are of no use at this fake any more.</summary>
    /// <param name="identity">The identity.</param>
    public void Remove(FakeIdentity identity) => _iam.Identities.Remove(identity);

    /// <summary>Disables the API keys of an identity, or enables them again.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="disabled">False enables them.</param>
    public void DisableApiKeys(FakeIdentity identity, bool disabled = true) => _iam.Identities.DisableKeys(identity, disabled);
}

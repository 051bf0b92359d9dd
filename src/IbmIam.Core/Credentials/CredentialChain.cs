using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Credentials;

/// <summary>Builds the token request from settings, environment and files. All faults are reported together.</summary>
internal sealed class CredentialChain(IamSettings settings, IamHost host)
{
    private static readonly ClientPair Cli = new("bx", Secret.From("bx"));
    private readonly SettingReader _reader = new(host);

    /// <summary>Finds the credential and builds the request. Also returns the content of <see cref="IamSettings.CaFile"/>, empty for none.</summary>
    /// <exception cref="IamException">No credential was found, or a setting is invalid.</exception>
    public async Task<(TokenRequest Request, string Authorities)> RequestAsync(CancellationToken cancellationToken)
    {
        _reader.Faults.AddRange(settings.HostFaults);
        new SettingRules(settings, _reader).Check();
        List<string> skipReasons = [];
        var found = await new ExplicitSources(settings, _reader).FindAsync(cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            (found, skipReasons) = await new DiscoveredSources(settings, _reader).FindAsync(cancellationToken).ConfigureAwait(false);
        }

        var sdk = found?.Options;
        var (endpoint, setting) = Endpoint(sdk);
        var client = Client(sdk);
        var credential = found?.Credential is { } base0 ? WithTrustedProfile(base0, sdk) : null;
        var authorities = await AuthoritiesAsync(cancellationToken).ConfigureAwait(false);
        if (_reader.Faults.Count > 0)
        {
            throw Problems.Misconfigured(_reader.Faults);
        }

        if (credential is null)
        {
            throw Problems.NoCredential(skipReasons);
        }

        foreach (var why in skipReasons)
        {
            host.Log.Detail($"Skipped: {why}.");
        }

        host.Log.Detail($"Credential: {credential.Source}. IAM: {endpoint!.Authority}.");
        var request = new TokenRequest(endpoint, credential)
        {
            EndpointSetting = setting,
            Client = client ?? (credential.NeedsClient ? Cli : null),
            Scope = settings.Scope ?? sdk?.Scope,
            Account = Account(credential, sdk),
            Tenant = settings.Tenant,
        };
        return (request, authorities);
    }

    /// <summary>Returns the content of <see cref="IamSettings.CaFile"/>, or an empty string when it is not set or, with a fault, is unusable.</summary>
    public async Task<string> AuthoritiesAsync(CancellationToken cancellationToken)
    {
        if (settings.CaFile is not { } file || await _reader.FileAsync(file, nameof(settings.CaFile), cancellationToken).ConfigureAwait(false) is not { } text)
        {
            return "";
        }

        if (IamHttp.HoldsAuthorities(text))
        {
            return text;
        }

        _reader.Faults.Add(Problems.CaFileUnusable(file));
        return "";
    }

    private (Uri? Endpoint, string Setting) Endpoint(SdkConfiguration? sdk)
    {
        var (text, setting) = settings.IamUrl is { } given ? (given, nameof(settings.IamUrl))
            : sdk is { AuthUrl: { } url, AuthType: not "VPC" } ? (url, sdk.Prefix + "AUTH_URL")
            : _reader.Variable(IamEndpoint.Variable) is { } variable ? (variable, IamEndpoint.Variable)
            : (IamEndpoint.Default, nameof(settings.IamUrl));
        var (endpoint, fault) = IamEndpoint.Parse(text, setting);
        if (fault is not null)
        {
            _reader.Faults.Add(fault);
        }

        return (endpoint, setting);
    }

    private ClientPair? Client(SdkConfiguration? sdk)
    {
        var faults = _reader.Faults.Count;
        var id = settings.ClientId ?? sdk?.ClientId;
        var secret = settings.ClientSecret is { } given ? _reader.Clean(given.Reveal(), nameof(settings.ClientSecret))
            : settings.ClientSecretVariable is { } name ? _reader.NamedVariable(nameof(settings.ClientSecretVariable), name)
            : settings.ClientId is null && sdk?.ClientSecret is { } stored ? _reader.Clean(stored, sdk.Prefix + "CLIENT_SECRET")
            : null;
        switch (id, secret)
        {
            case (not null, not null):
                return new(id, secret);
            case ("bx", null):
                return Cli;
            case (null, null):
                return null;
            default:
                if (_reader.Faults.Count == faults)
                {
                    _reader.Faults.Add(Problems.ClientIncomplete(idMissing: id is null));
                }

                return null;
        }
    }

    private IamCredential WithTrustedProfile(IamCredential credential, SdkConfiguration? sdk)
    {
        if (credential is IamCredential.ComputeResource or IamCredential.VpcIdentity)
        {
            return credential;
        }

        var profile = TrustedProfile.Parse(settings.TrustedProfile);
        var assumed = profile is null || credential is IamCredential.Assumed ? credential : new IamCredential.Assumed(credential, profile) { Source = credential.Source };
        if (assumed is IamCredential.Assumed { Profile.Field: TrustedProfile.ByName } && (settings.Account ?? sdk?.Account) is null)
        {
            _reader.Faults.Add(Problems.ProfileNeedsAccount());
        }

        return assumed;
    }

    /// <summary>
    /// Returns the account to send. An assumed profile's ID or CRN already identifies its account, so none is sent with these.
    /// IBM's SDKs use their configuration's account for a profile's name only.
    /// </summary>
    private string? Account(IamCredential credential, SdkConfiguration? sdk) => credential switch
    {
        IamCredential.Assumed { Profile.Field: TrustedProfile.ByName } => settings.Account ?? sdk?.Account,
        IamCredential.Assumed => null,
        _ => settings.Account,
    };
}

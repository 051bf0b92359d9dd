using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Credentials;

/// <summary>Finds a service's credential in IBM SDK configuration, chosen by its properties as in IBM's SDKs.</summary>
/// <param name="reader">Reads variables and files.</param>
/// <param name="given">The trusted profile from the settings, which overrides the one in the configuration; null for none.</param>
internal sealed class SdkSource(SettingReader reader, TrustedProfile? given)
{
    public async Task<Found> FindAsync(string service, CancellationToken cancellationToken)
    {
        var faults = reader.Faults.Count;
        if (await new SdkProperties(reader, service).ReadAsync(cancellationToken).ConfigureAwait(false) is not { } sdk)
        {
            if (reader.Faults.Count == faults)
            {
                reader.Faults.Add(Problems.ServiceUnknown(service, "IBM_CREDENTIALS_FILE, ibm-credentials.env in the working and home folders, the environment, VCAP_SERVICES"));
            }

            return Found.Invalid;
        }

        var found = await CredentialAsync(sdk, cancellationToken).ConfigureAwait(false);
        return found with { Options = sdk };
    }

    private async Task<Found> CredentialAsync(SdkConfiguration sdk, CancellationToken cancellationToken)
    {
        switch (sdk.AuthType)
        {
            case "IAM":
                return Iam(sdk);
            case "IAMASSUME":
                return Required(sdk, given ?? sdk.Profile, "IAM_PROFILE_ID") is { } profile && Iam(sdk).Credential is { } key
                    ? new(new IamCredential.Assumed(key, profile) { Source = key.Source })
                    : Found.Invalid;
            case "BEARERTOKEN":
                return Required(sdk, sdk["BEARER_TOKEN"], "BEARER_TOKEN") is { } text && ReadyTokens.Read(reader, text, sdk.Prefix + "BEARER_TOKEN") is { } token
                    ? new(new IamCredential.ReadyToken(token) { Source = $"token in {sdk.Source}" })
                    : Found.Invalid;
            case "CONTAINER":
                return await ContainerAsync(sdk, cancellationToken).ConfigureAwait(false);
            case "VPC":
                return VpcMetadata.Credential(
                    reader, (sdk.AuthUrl ?? VpcMetadata.DefaultUrl, sdk.Prefix + "AUTH_URL"), (sdk["VPC_IMS_VERSION"], sdk.Prefix + "VPC_IMS_VERSION"), given ?? sdk.Profile);
            default:
                reader.Faults.Add(Problems.AuthTypeUnsupported(sdk.Prefix + "AUTH_TYPE"));
                return Found.Invalid;
        }
    }

    private Found Iam(SdkConfiguration sdk)
    {
        if (sdk["APIKEY"] is null && sdk["REFRESH_TOKEN"] is { } refresh)
        {
            return reader.Clean(refresh, sdk.Prefix + "REFRESH_TOKEN") is { } token
                ? new(new IamCredential.RefreshToken(token) { Source = $"refresh token in {sdk.Source}" })
                : Found.Invalid;
        }

        return Required(sdk, sdk["APIKEY"], "APIKEY") is { } text && reader.Clean(text, sdk.Prefix + "APIKEY") is { } key
            ? new(new IamCredential.ApiKey(key) { Source = $"API key in {sdk.Source}" })
            : Found.Invalid;
    }

    private async Task<Found> ContainerAsync(SdkConfiguration sdk, CancellationToken cancellationToken)
    {
        if (Required(sdk, given ?? sdk.Profile, "IAM_PROFILE_ID") is not { } profile)
        {
            return Found.Invalid;
        }

        if (sdk["CR_TOKEN_FILENAME"] is not { } file)
        {
            var found = await new DiscoveredSources(new IamSettings { TrustedProfile = profile.Value }, reader).CrTokenAsync(cancellationToken).ConfigureAwait(false);
            return found.Credential is IamCredential.ComputeResource cr ? new(cr with { Profile = profile }) : Missing(sdk, "CR_TOKEN_FILENAME");
        }

        return await reader.FileAsync(file, sdk.Prefix + "CR_TOKEN_FILENAME", cancellationToken).ConfigureAwait(false) is { } text
            && reader.Clean(text, sdk.Prefix + "CR_TOKEN_FILENAME") is { } token
                ? new(new IamCredential.ComputeResource(token, profile) { Source = $"compute-resource token in file {file}" })
                : Found.Invalid;
    }

    private T? Required<T>(SdkConfiguration sdk, T? value, string property)
        where T : class
    {
        if (value is null)
        {
            _ = Missing(sdk, property);
        }

        return value;
    }

    private Found Missing(SdkConfiguration sdk, string property)
    {
        reader.Faults.Add(Problems.SdkPropertyMissing(sdk.Prefix + property));
        return Found.Invalid;
    }
}

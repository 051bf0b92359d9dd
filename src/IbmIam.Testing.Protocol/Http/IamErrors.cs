namespace IbmIam.Testing.Http;

/// <summary>IAM's errors, with status, code and text.</summary>
internal static class IamErrors
{
    public static IamError MethodNotAllowed { get; } = WebException(405, "HTTP 405 Method Not Allowed");

    public static IamError Conflict { get; } = WebException(409, "HTTP 409 Conflict");

    /// <summary>Not attested: IAM's error code for a locked object is not known.</summary>
    public static IamError Locked { get; } = new(403, "BXNIM0513E", "You are not authorized to use this API.", "It is locked: unlock it first.");

    public static IamError BodyTooLarge { get; } = WebException(413, "HTTP 413 Request Entity Too Large");

    public static IamError ApiKeyNotFound { get; } = new(400, "BXNIM0415E", "Provided API key could not be found.");

    public static IamError ApiKeyDisabled { get; } = new(400, "BXNIM0462E", "Provided API key is disabled.");

    public static IamError TokenMalformed { get; } = new(400, "BXNIM0401E", "Provided token is malformed.");

    public static IamError TokenNotSupported { get; } = new(400, "BXNIM0405E", "Provided token is not supported.");

    public static IamError RefreshTokenInvalid { get; } = new(400, "BXNIM0407E", "Provided refresh token is invalid.");

    public static IamError RefreshTokenExpired { get; } = new(400, "BXNIM0408E", "Provided refresh token is expired.");

    public static IamError NoAuthorizationHeader { get; } = new(401, "BXNIM0308E", "No authorization header found.");

    public static IamError ClientNotFound { get; } = new(401, "BXNIM0310E", "The provided client could not be found.");

    public static IamError UserNotFound { get; } = new(400, "BXNIM0410E", "Provided user not found or active.");

    public static IamError AddressNotPermitted { get; } =
        new(401, "BXNIM0430E", "User login from given IP address is not permitted.", "The IP address 127.0.0.1 is not in the account's list of allowed addresses.");

    public static IamError UserSuspended { get; } = new(401, "BXNIM0436E", "User is suspended in the requested account or invalid.");

    public static IamError NotAuthorized { get; } = new(403, "BXNIM0513E", "You are not authorized to use this API.");

    /// <param name="who">The requesting identity or compute resource.</param>
    /// <param name="profile">The profile's <c>iam_id</c>.</param>
    public static IamError ProfileNotEligible(string who, string profile) => new(
        400, "BXNIM0398E", "Selected trusted profile not eligible.", $"The given token with identifier '{who}' is not permitted to assume the indicated trusted profile; profile ID '{profile}'.");

    public static IamError KeyLimitReached { get; } = new(422, "BXNIM0151E", "The limit of supported API keys is reached.");

    public static IamError ResourceNameInvalid { get; } = new(400, "BXNIM0113E", "Provided cloud resource name is invalid.");

    public static IamError CredentialsIncorrect(string user) =>
        new(401, "BXNIM0602E", "The credentials you provided are incorrect.", $"The credentials you entered for the user '{user}' are incorrect.");

    public static IamError ExternalAuthentication { get; } = new(401, "BXNIM0400E", "OpenID Connect exception.", "Failed external authentication.");

    public static IamError TenantNotAllowed { get; } =
        new(403, "BXNIM0513E", "You are not authorized to use this API.", "The account is not in the list that the header 'ibm-cloud-tenant' gives.");

    public static IamError Failed(Exception problem) =>
        new(500, "FAKE_FAILED", "The fake made a mistake.", Recording.Masking.Text($"{problem.GetType().Name}: {problem.Message}"));

    public static IamError BodyUnread(int status, string reason) => WebException(status, $"HTTP {status} {reason}");

    public static IamError PathNotFound(string details) => WebException(404, details);

    public static IamError Missing(string property) =>
        new(400, "BXNIM0109E", "Property missing or empty.", $"Property '{property}' either missing or empty.");

    public static IamError Invalid(string property, string value, string valid) =>
        new(400, "BXNIM0106E", "Property validation failed.", $"Validation of property '{property}' with value '{Recording.Masking.Text(value)}' failed. Valid values: {valid}");

    public static IamError SessionInactive(string session) => new(400, "BXNIM0439E", $"Session '{session}' is invalidated due to inactivity.");

    public static IamError SubjectNotSupported(string subject) =>
        new(400, "BXNIM0453E", $"The refresh token contains subject type '{subject}'.", "Supported subject types are UserId, Profile.");

    public static IamError ObjectNotFound(string type, string id) =>
        new(404, "BXNIM0102E", "Unable to find Object.", $"Object Type: '{type}' with ID: '{Recording.Masking.Text(id)}' not found.");

    private static readonly IamError[] Known =
    [
        ApiKeyNotFound, ApiKeyDisabled, TokenMalformed, TokenNotSupported, RefreshTokenInvalid, RefreshTokenExpired, NoAuthorizationHeader, ClientNotFound,
        UserNotFound, AddressNotPermitted, UserSuspended, NotAuthorized, ProfileNotEligible("someone", "iam-Profile-fake"), CredentialsIncorrect("someone"), KeyLimitReached, ResourceNameInvalid, ExternalAuthentication,
    ];

    /// <summary>Returns the known IAM error with a code, or null.</summary>
    public static IamError? Find(string? code) => Array.Find(Known, error => error.Code == code);

    private static IamError WebException(int status, string details) =>
        new(status, "BXNIM0060E", "Web application exception 'javax.ws.rs.ClientErrorException'.", details);
}

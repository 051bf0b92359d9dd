using System.Reflection;

namespace IbmIam.MSBuild.Hosting;

/// <summary>What should be changed in a call of a task, although it works.</summary>
internal static class CallWarnings
{
    // Those that name a credential source: at most one may be set. The core's list is ExplicitSources.
    private static string[] Sources =>
    [
        nameof(IbmIamTask.ApiKey),
        nameof(IbmIamTask.ApiKeyVariable),
        nameof(IbmIamTask.ApiKeyFile),
        nameof(IbmIamTask.TokenVariable),
        nameof(IbmIamTask.ServiceName),
        nameof(IbmIamTask.CrTokenFile),
        nameof(IbmIamTask.PasscodeVariable),
        nameof(IbmIamTask.RefreshTokenVariable),
        nameof(IbmIamTask.RefreshTokenFile),
    ];

    // Those that have no effect once a source is named.
    private static string[] OfTheSearch => [nameof(IbmIamTask.UseVpc), nameof(IbmIamTask.VpcUrl), nameof(IbmIamTask.VpcVersion), nameof(IbmIamTask.UseCli)];

    // Those that belong to a credential: to another, they may not even be valid.
    private static string[] OfTheCredential =>
    [
        nameof(IbmIamTask.TrustedProfile), nameof(IbmIamTask.Account), nameof(IbmIamTask.Tenant), nameof(IbmIamTask.Scope), nameof(IbmIamTask.ClientId), .. ClientSecrets,
    ];

    // Those that matter only if IAM is asked, which it is not for an access token that the call names.
    private static string[] OfTheExchange => [nameof(IbmIamTask.IamUrl), nameof(IbmIamTask.TransactionId)];

    // Two ways to give one secret.
    private static string[] ClientSecrets => [nameof(IbmIamTask.ClientSecret), nameof(IbmIamTask.ClientSecretVariable)];

    // A call that binds an output gets its file anyway.
    private static string[] NotMissed => [nameof(IbmIamToken.WriteTokenFiles)];

    /// <summary>Returns the warnings about a call, in a build with these properties of the package.</summary>
    public static List<TaskProblem> Of(IbmIamTask task, Dictionary<string, string> properties)
    {
        var warnings = new List<TaskProblem>();
        if (task.ApiKey is not null)
        {
            warnings.Add(TaskProblem.LiteralSecret(nameof(task.ApiKey)));
        }

        if (task.ClientSecret is not null)
        {
            warnings.Add(TaskProblem.LiteralSecret(nameof(task.ClientSecret)));
        }

        // Most builds have none: the rest needs reflection.
        if (properties.Count > 0 && LeftOut(task, properties) is { Length: > 0 } leftOut)
        {
            warnings.Add(TaskProblem.NotPassedOn(leftOut));
        }

        return warnings;
    }

    // The parameters that the call leaves out although their properties are set. A call that names its own credential needs none
    // of another: a build may get tokens for several.
    private static string[] LeftOut(IbmIamTask task, Dictionary<string, string> properties)
    {
        var parameters = Array.FindAll(PackageProperties.Parameters(), parameter => parameter.DeclaringType!.IsInstanceOfType(task));
        string[] passed = [.. parameters.Where(parameter => IsPassed(task, parameter)).Select(parameter => parameter.Name)];
        string[] needless =
        [
            .. passed,
            .. NotMissed,
            .. passed.Intersect(Sources).Any() || task.UseVpc || task.UseCli ? [.. Sources, .. OfTheSearch, .. OfTheCredential] : Array.Empty<string>(),
            .. passed.Contains(nameof(task.TokenVariable)) && !passed.Contains(nameof(task.TrustedProfile)) ? OfTheExchange : [],
            .. passed.Intersect(ClientSecrets).Any() ? ClientSecrets : [],
        ];
        return
        [
            .. parameters
                .Where(parameter => properties.TryGetValue(PackageProperties.Property(parameter.Name), out var value) && Changes(value, parameter.GetValue(task)))
                .Select(parameter => parameter.Name)
                .Except(needless),
        ];
    }

    private static bool IsPassed(IbmIamTask task, PropertyInfo parameter) =>
        parameter.GetValue(task) is string text ? !string.IsNullOrWhiteSpace(text) : task.SwitchesPassed.Contains(parameter.Name);

    // Whether a parameter would have another value if the property's were passed. MSBuild reads a switch in these forms.
    private static bool Changes(string property, object? parameter) => parameter is bool isOn
        ? (isOn ? (string[])["false", "off", "no"] : ["true", "on", "yes"]).Contains(property, StringComparer.OrdinalIgnoreCase)
        : !string.IsNullOrWhiteSpace(property);
}

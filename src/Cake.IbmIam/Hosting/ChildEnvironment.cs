using Cake.Core;

namespace Cake.IbmIam.Hosting;

/// <summary>The variables that one child process gets besides those of the script.</summary>
internal static class ChildEnvironment
{
    /// <summary>Returns a copy with the token, because settings that share a dictionary would share the token too.</summary>
    public static Dictionary<string, string> WithToken(ICakeContext context, IDictionary<string, string>? variables, IbmIamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentException.ThrowIfNullOrWhiteSpace(settings.ChildVariable);
        return new(variables ?? new Dictionary<string, string>())
        {
            [settings.ChildVariable] = CakeIam.Token(context, settings).AccessToken,
        };
    }
}

using System.Globalization;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Converts a task's parameters to the settings of the same names, and collects those that are invalid.</summary>
internal static class TaskSettings
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    public static IamSettings Read(IbmIamTask task, List<string> faults)
    {
        var settings = new IamSettings
        {
            IamUrl = task.IamUrl,
            ApiKey = task.ApiKey is { } key ? Secret.From(key) : null,
            ApiKeyVariable = task.ApiKeyVariable,
            ApiKeyFile = task.ApiKeyFile,
            TokenVariable = task.TokenVariable,
            ServiceName = task.ServiceName,
            CrTokenFile = task.CrTokenFile,
            UseVpc = task.UseVpc,
            VpcUrl = task.VpcUrl,
            VpcVersion = task.VpcVersion,
            UseCli = task.UseCli,
            PasscodeVariable = task.PasscodeVariable,
            RefreshTokenVariable = task.RefreshTokenVariable,
            RefreshTokenFile = task.RefreshTokenFile,
            ClientId = task.ClientId,
            ClientSecret = task.ClientSecret is { } secret ? Secret.From(secret) : null,
            ClientSecretVariable = task.ClientSecretVariable,
            Scope = task.Scope,
            Account = task.Account,
            TrustedProfile = task.TrustedProfile,
            Tenant = task.Tenant,
            CaFile = task.CaFile,
            TransactionId = task.TransactionId,
        };
        settings.TokenCache = Cache(task.TokenCache, faults) ?? settings.TokenCache;
        settings.MinimumLifetime = Span(nameof(task.MinimumLifetime), task.MinimumLifetime, faults) ?? settings.MinimumLifetime;
        settings.Timeout = Span(nameof(task.Timeout), task.Timeout, faults, _hour) ?? settings.Timeout;
        return settings;
    }

    /// <summary>Parses a duration: whole seconds, or <c>hh:mm:ss</c>.</summary>
    public static TimeSpan? Span(string parameter, string? text, List<string> faults, TimeSpan? most = null)
    {
        var longest = most ?? _day;
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= longest.TotalSeconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span <= longest)
        {
            return span;
        }

        faults.Add($"{parameter} is \"{text}\": use seconds, such as 90, or hh:mm:ss, such as 00:01:30; at most {(longest == _hour ? "an hour" : "a day")}.");
        return null;
    }

    private static TokenCacheMode? Cache(string? text, List<string> faults)
    {
        switch (text?.ToUpperInvariant())
        {
            case null:
                return null;
            case "USER":
                return TokenCacheMode.User;
            case "PROCESS":
                return TokenCacheMode.Process;
            case "NONE":
                return TokenCacheMode.None;
            default:
                faults.Add($"TokenCache is \"{text}\": use user (all of the user's processes), process (this one only) or none.");
                return null;
        }
    }
}

using IbmIam.Diagnostics;

namespace IbmIam.Credentials;

/// <summary>Validates the settings that do not depend on the credential.</summary>
internal sealed class SettingRules(IamSettings settings, SettingReader reader)
{
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);
    private const int LongestHeader = 200;

    public void Check()
    {
        Require(settings.Timeout > TimeSpan.Zero && settings.Timeout <= LongestTimeout, static () => Problems.OutOfRange(nameof(IamSettings.Timeout), "more than 0 and at most an hour"));
        Require(settings.MinimumLifetime >= TimeSpan.Zero && settings.MinimumLifetime <= TimeSpan.FromDays(1), static () => Problems.OutOfRange(nameof(IamSettings.MinimumLifetime), "from 0 to a day"));
        Require(settings.TokenCache is TokenCacheMode.User or TokenCacheMode.Process or TokenCacheMode.None, static () => Problems.OutOfRange(nameof(IamSettings.TokenCache), "user, process or none"));
        Require(settings.Account is null || settings.Account.Length == 32 && settings.Account.All(char.IsAsciiHexDigit), static () => Problems.AccountUnusable(nameof(IamSettings.Account)));
        Require(FitsAHeader(settings.Tenant), static () => Problems.NotForAHeader(nameof(IamSettings.Tenant)));
        Require(FitsAHeader(settings.TransactionId), static () => Problems.NotForAHeader(nameof(IamSettings.TransactionId)));
        Require(FitsAHeader(settings.ClientId) && settings.ClientId?.Contains(':', StringComparison.Ordinal) != true, static () => Problems.NotForAHeader(nameof(IamSettings.ClientId)));
    }

    private void Require(bool holds, Func<Fault> fault)
    {
        if (!holds)
        {
            reader.Faults.Add(fault());
        }
    }

    private static bool FitsAHeader(string? text) => text is null || text.Length is > 0 and <= LongestHeader && text.All(static at => at is >= ' ' and <= '~');
}

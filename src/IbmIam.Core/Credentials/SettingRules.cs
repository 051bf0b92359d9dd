using IbmIam.Diagnostics;

namespace IbmIam.Credentials;

/// <summary>What settings must be by themselves, whatever the credential.</summary>
internal sealed class SettingRules(IamSettings settings, SettingReader reader)
{
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);
    private const int LongestHeader = 200;

    public void Check()
    {
        Hold(settings.Timeout > TimeSpan.Zero && settings.Timeout <= LongestTimeout, Problems.OutOfRange(nameof(settings.Timeout), "more than 0 and at most an hour"));
        Hold(settings.MinimumLifetime >= TimeSpan.Zero && settings.MinimumLifetime <= TimeSpan.FromDays(1), Problems.OutOfRange(nameof(settings.MinimumLifetime), "from 0 to a day"));
        Hold(Enum.IsDefined(settings.TokenCache), Problems.OutOfRange(nameof(settings.TokenCache), "user, process or none"));
        Hold(settings.Account is null || settings.Account.Length == 32 && settings.Account.All(char.IsAsciiHexDigit), Problems.AccountUnusable(nameof(settings.Account)));
        Hold(FitsAHeader(settings.Tenant), Problems.NotForAHeader(nameof(settings.Tenant)));
        Hold(FitsAHeader(settings.TransactionId), Problems.NotForAHeader(nameof(settings.TransactionId)));
        Hold(FitsAHeader(settings.ClientId) && settings.ClientId?.Contains(':', StringComparison.Ordinal) != true, Problems.NotForAHeader(nameof(settings.ClientId)));
    }

    private void Hold(bool holds, Fault fault)
    {
        if (!holds)
        {
            reader.Faults.Add(fault);
        }
    }

    private static bool FitsAHeader(string? text) => text is null || text.Length is > 0 and <= LongestHeader && text.All(static at => at is >= ' ' and <= '~');
}

namespace IbmIam.Testing.Configuration;

/// <summary>
/// Applies the JSON of the configuration file and of the admin API: identities, faults, the clock and more.
/// Options are accepted only at startup.
/// </summary>
internal static class ConfigReader
{
    private static readonly Dictionary<string, Action<FakeIamOptions, Setting>> Options = new(StringComparer.Ordinal)
    {
        ["$schema"] = (_, _) => { },
        ["port"] = (options, value) => options.Port = value.Number,
        ["https"] = (options, value) => options.Https = value.Flag,
        ["tokenLifetime"] = (options, value) => options.TokenLifetime = value.Seconds,
        ["refreshTokenLifetime"] = (options, value) => options.RefreshTokenLifetime = value.Seconds,
        ["sessionInactivity"] = (options, value) => options.SessionInactivity = value.Seconds,
        ["singleUseRefreshTokens"] = (options, value) => options.SingleUseRefreshTokens = value.Flag,
        ["failOnUnusedFaults"] = (options, value) => options.FailOnUnusedFaults = value.Flag,
        ["requestLogCapacity"] = (options, value) => options.RequestLogCapacity = value.Number,
        ["page"] = (options, value) => options.Page = value.Flag,
        ["keyProtect"] = (options, value) => options.KeyProtect = value.Flag,
    };

    private static readonly Dictionary<string, Action<FakeIam, Setting>> Sections = new(StringComparer.Ordinal)
    {
        ["serviceIds"] = IdentityReader.ServiceIds,
        ["users"] = IdentityReader.Users,
        ["profiles"] = IdentityReader.Profiles,
        ["computeResources"] = IdentityReader.ComputeResources,
        ["clients"] = IdentityReader.Clients,
        ["passcodes"] = (iam, value) => Each(value, code => iam.AddPasscode(passcode: code.Text)),
        ["refreshTokens"] = IdentityReader.RefreshTokens,
        ["remove"] = (iam, value) => Each(value, id => iam.Identities.Remove(Identity(iam, id))),
        ["disableApiKeys"] = (iam, value) => Each(value, id => iam.Identities.DisableKeys(Identity(iam, id), disabled: true)),
        ["enableApiKeys"] = (iam, value) => Each(value, id => iam.Identities.DisableKeys(Identity(iam, id), disabled: false)),
        ["faults"] = (iam, value) => Each(value, fault => FaultReader.Add(iam, fault)),
        ["protect"] = (iam, value) => Each(value, rule => Protect(iam, rule)),
        ["nextTokenClaims"] = (iam, value) => iam.NextClaims.Add(value.Json),
        ["now"] = (iam, value) => iam.Clock.Set(value.Date),
        ["advance"] = (iam, value) => iam.Clock.Advance(value.Seconds),
        ["rotateKeys"] = (iam, value) => IfTrue(value, () => iam.Keys.Rotate()),
        ["endSessions"] = (iam, value) => IfTrue(value, iam.Identities.RefreshTokens.EndSessions),
    };

    public static IEnumerable<string> OptionNames => Options.Keys;

    public static IEnumerable<string> SectionNames => Sections.Keys;

    /// <summary>Reads only the options: <see cref="Apply"/> needs the fake that is created with them.</summary>
    public static void ReadOptions(FakeIamOptions options, ConfigDocument document)
    {
        foreach (var (name, setting) in document.Root.Object([.. Options.Keys, .. Sections.Keys]))
        {
            if (Options.TryGetValue(name, out var read))
            {
                setting.WithLocation(() =>
                {
                    read(options, setting);
                    options.Validate();
                });
            }
        }
    }

    /// <summary>Applies the sections, in the order of <see cref="Sections"/>.</summary>
    public static void Apply(FakeIam iam, ConfigDocument document, bool atStart)
    {
        var given = document.Root.Object(atStart ? [.. Options.Keys, .. Sections.Keys] : [.. Sections.Keys]);
        lock (iam.Identities.Naming)
        {
            foreach (var (name, apply) in Sections)
            {
                if (given.TryGetValue(name, out var setting))
                {
                    setting.WithLocation(() => apply(iam, setting));
                }
            }
        }
    }

    public static FakeIdentity Identity(FakeIam iam, Setting id) =>
        iam.Identities.Find(id.Text) ?? throw id.Error($"there is no identity '{id.Text}': use an ID such as ServiceId-…, IBMid-… or Profile-….");

    public static void Each(Setting list, Action<Setting> change)
    {
        foreach (var item in list.Items)
        {
            item.WithLocation(() => change(item));
        }
    }

    private static void IfTrue(Setting flag, Action change)
    {
        if (flag.Flag)
        {
            change();
        }
    }

    private static void Protect(FakeIam iam, Setting rule)
    {
        var given = rule.Object("path", "service");
        var service = given.TryGetValue("service", out var named) ? named.Text : "resource-controller";
        iam.Guard.Add(given.TryGetValue("path", out var path) ? path.Text : throw rule.Error("'path' is missing."), service switch
        {
            "key-protect" => FakeService.KeyProtect,
            "resource-controller" => FakeService.ResourceController,
            _ => throw named!.Error($"there is no service '{service}'. Known: key-protect, resource-controller."),
        });
    }
}

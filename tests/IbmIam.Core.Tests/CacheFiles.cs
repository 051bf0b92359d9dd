using System.Text;
using IbmIam.Caching;
using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Exchange;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>The sealed files that a user's processes share.</summary>
public sealed class CacheFiles : IDisposable
{
    private readonly Bed _bed = Bed.OnFakeClock().SharingFiles();
    private readonly FakeIamServer _iam;

    public CacheFiles() => _iam = FakeIamServer.Start(options => options.Time = _bed.Clock);

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task The_next_process_finds_the_token_and_all_that_came_with_it()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(10));
        var second = await GetAsync();

        Assert.True(second.FromCache);
        Assert.Equal(
            (first.AccessToken, first.ExpiresAt, first.Scope, first.TokenType, first.Identity, first.Source),
            (second.AccessToken, second.ExpiresAt, second.Scope, second.TokenType, second.Identity, second.Source));
        Assert.Single(_iam.Requests);
        Assert.Contains(_bed.Log.Information, static line => line.Contains("50 min left, from cache", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_are_the_owners_alone_and_tell_nothing()
    {
        var token = await GetAsync();
        var files = Directory.GetFiles(_bed.CacheFolder);

        Assert.Equal(2, files.Length);
        Assert.Equal((UnixFileMode)448, Unix.Mode(_bed.CacheFolder));
        Assert.All(files, static file => Assert.Equal((UnixFileMode)384, Unix.Mode(file)));

        var everything = string.Concat(files.Select(static file => Path.GetFileName(file) + Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(file))));
        Assert.DoesNotContain(token.AccessToken[..20], everything, StringComparison.Ordinal);
        Assert.DoesNotContain(_iam.ApiKey[..8], everything, StringComparison.Ordinal);
        Assert.DoesNotContain("ServiceId", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("access", everything, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("flipped")]
    [InlineData("other version")]
    [InlineData("huge")]
    [InlineData("directory")]
    [InlineData("pipe")]
    [InlineData("symbolic link")]
    [InlineData("world readable")]
    public async Task A_file_that_is_not_as_written_is_a_miss(string harm)
    {
        await GetAsync();
        Harm(harm);

        Assert.False((await GetAsync()).FromCache);
        Assert.Equal(2, _iam.Requests.Count);
        Assert.InRange(_bed.Log.Warnings.Count(), 0, 2);
        Assert.All(_bed.Log.Warnings, static warning => Assert.StartsWith("IBMIAM2012", warning, StringComparison.Ordinal));
        Assert.Equal(harm != "directory", (await GetAsync()).FromCache);
    }

    [Theory]
    [InlineData(".token")]
    [InlineData(".lock")]
    public async Task What_has_a_second_name_in_the_folder_is_not_written_through_it(string suffix)
    {
        await GetAsync();
        var precious = _bed.File("precious", "precious");
        Unix.SetMode(precious, OwnerFile.Rights);
        var token = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        System.IO.File.Delete(token);
        System.IO.File.Delete(Path.ChangeExtension(token, suffix));
        Unix.Link(precious, Path.ChangeExtension(token, suffix));

        Assert.False((await GetAsync()).FromCache);
        Assert.True((await GetAsync()).FromCache);
        Assert.Equal("precious", await System.IO.File.ReadAllTextAsync(precious, Bed.Cancel));
    }

    [Fact]
    public async Task A_file_in_the_place_of_another_requests_is_a_miss()
    {
        await GetAsync();
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        await GetAsync(static settings => settings.Scope = "ibm openid email");
        System.IO.File.Move(Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"), other => other != file), file, overwrite: true);

        Assert.False((await GetAsync()).FromCache);
        Assert.Equal(3, _iam.Requests.Count);
    }

    /// <summary>Another text takes another version: a package of last year reads what it wrote, and nothing else.</summary>
    [Fact]
    public void Version_3_of_the_files_holds_this()
    {
        var token = new TokenAnswer("aaa.bbb.ccc") { RefreshToken = "again", Scope = "ibm openid", Identity = "ServiceId-1 (deployer)" };
        var held = HeldToken.Of(_bed.Clock, token, "a test", TimeSpan.FromHours(1), new HeldToken.Start(_bed.Clock, Bed.Noon));

        Assert.Equal(
            [
                .. BitConverter.GetBytes(Bed.Noon.UtcTicks), .. BitConverter.GetBytes(36000000000),
                .. "\u000Baaa.bbb.ccc\u0006Bearer\nibm openid\u0005again\u0016ServiceId-1 (deployer)"u8,
            ],
            StoredToken.Write(held));
        Assert.StartsWith("ibmiam3\n", Encoding.Latin1.GetString(SealedFile.Seal([1], "name", [])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_others_may_write_to_is_not_used()
    {
        Directory.CreateDirectory(_bed.CacheFolder);
        Unix.SetMode(_bed.CacheFolder, (UnixFileMode)511);
        await GetAsync();

        Assert.Empty(Directory.GetFiles(_bed.CacheFolder));
        Assert.Contains("others can write", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_folder_that_is_a_link_is_not_used(string end)
    {
        Needs.Unix();
        _bed["IBMIAM_CACHE_DIR"] = _bed.CacheFolder + end;
        var real = Directory.CreateDirectory(Path.Combine(_bed.Folder, "real")).FullName;
        Directory.CreateSymbolicLink(_bed.CacheFolder, real);
        await GetAsync();

        Assert.Empty(Directory.GetFiles(real));
        Assert.Contains("symbolic link", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_other_programs_keep_in_the_folder_stays()
    {
        Directory.CreateDirectory(_bed.CacheFolder);
        string[] others = ["session.token", "work.tmp", "build.lock", new string('a', 31) + ".token", new string('A', 32) + ".lock", new string('a', 32) + ".x.tmp", "passcode.key.bak"];
        foreach (var other in others)
        {
            var path = Path.Combine(_bed.CacheFolder, other);
            await System.IO.File.WriteAllTextAsync(path, "mine", Bed.Cancel);
            System.IO.File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        }

        await GetAsync();
        IamClient.ClearCache(_bed.Sibling());

        Assert.Equal(others.Order(), Directory.GetFiles(_bed.CacheFolder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept_in_time()
    {
        await GetAsync();
        var name = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token")));
        (string File, TimeSpan Age, bool Stays)[] left =
        [
            ($"{name}.{new string('0', 16)}.tmp", TimeSpan.FromMinutes(59), true),
            ($"{name}.{new string('1', 16)}.tmp", TimeSpan.FromMinutes(61), false),
            ($"{new string('b', 32)}.lock", TimeSpan.FromHours(23), true),
            ($"{new string('c', 32)}.lock", TimeSpan.FromHours(25), false),
        ];
        foreach (var (file, age, _) in left)
        {
            var path = Path.Combine(_bed.CacheFolder, file);
            await System.IO.File.WriteAllTextAsync(path, "", Bed.Cancel);
            System.IO.File.SetLastWriteTimeUtc(path, (_bed.Clock.GetUtcNow() - age).UtcDateTime);
        }

        await GetAsync(static settings => settings.Scope = "ibm openid email");

        Assert.All(left, at => Assert.Equal(at.Stays, System.IO.File.Exists(Path.Combine(_bed.CacheFolder, at.File))));
    }

    [Fact]
    public async Task A_lock_that_is_held_is_as_new_as_its_holder_however_old_the_file()
    {
        await GetAsync();
        var path = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.lock"));
        System.IO.File.SetLastWriteTimeUtc(path, (_bed.Clock.GetUtcNow() - TimeSpan.FromDays(2)).UtcDateTime);
        var request = (await new CredentialChain(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) }, _bed.Host).RequestAsync(Bed.Cancel)).Request;
        using var held = await SealedCache.For(request, _bed.Host)!.LockAsync(TimeSpan.Zero, static () => false, Bed.Cancel);

        await GetAsync(static settings => settings.Scope = "ibm openid email");

        Assert.NotNull(held);
        Assert.True(System.IO.File.Exists(path));
    }

    [Fact]
    public async Task Of_processes_that_make_the_passcodes_key_at_once_all_use_the_same()
    {
        var passcodes = Enumerable.Range(0, 20).Select(_ => _iam.AddPasscode()).ToList();
        await Task.WhenAll(passcodes.Select((code, at) => Task.Run(() =>
        {
            _bed[$"PASSCODE{at}"] = code;
            return GetAsync(settings => (settings.ApiKey, settings.PasscodeVariable) = (null, $"PASSCODE{at}"));
        })));

        Assert.Empty(_bed.Log.Warnings);
        Assert.Equal(20, Directory.GetFiles(_bed.CacheFolder, "*.token").Length);
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder, "*.tmp"));
        Assert.True((await GetAsync(static settings => (settings.ApiKey, settings.PasscodeVariable) = (null, "PASSCODE7"))).FromCache);
    }

    [Theory]
    [InlineData("/proc/self/fd")]
    [InlineData("/proc/nowhere/ibmiam")]
    [InlineData("/sys/ibmiam")]
    [InlineData("/dev/full/ibmiam")]
    [InlineData("/dev/null")]
    public async Task A_disk_that_takes_no_file_is_a_warning(string folder)
    {
        Needs.Linux();
        _bed["IBMIAM_CACHE_DIR"] = folder;

        Assert.NotNull((await GetAsync()).AccessToken);
        Assert.StartsWith("IBMIAM2012", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_the_program_itself_is_mended()
    {
        _bed["IBMIAM_CACHE_DIR"] = null;
        _bed["XDG_CACHE_HOME"] = _bed.Folder;
        var folder = Directory.CreateDirectory(Path.Combine(_bed.Folder, "ibmiam")).FullName;
        Unix.SetMode(folder, (UnixFileMode)511);
        await GetAsync();

        Assert.Equal((UnixFileMode)448, Unix.Mode(folder));
        Assert.NotEmpty(Directory.GetFiles(folder, "*.token"));
    }

    [Fact]
    public async Task Expired_files_are_pruned_when_another_is_written()
    {
        await GetAsync();
        var first = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        _bed.Clock.Advance(TimeSpan.FromMinutes(61));
        await GetAsync(static settings => settings.Scope = "ibm openid email");

        Assert.False(System.IO.File.Exists(first));
        Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public async Task Machines_that_share_a_home_may_differ_by_seconds(int ahead, bool found)
    {
        await GetAsync();
        _bed.Clock.AdjustTime(_bed.Clock.GetUtcNow().AddSeconds(-ahead));

        Assert.Equal(found, (await GetAsync()).FromCache);
    }

    [Theory]
    [InlineData(72, true)]
    [InlineData(74, false)]
    public async Task A_file_with_a_refresh_token_is_kept_as_long_as_that_lives(int hours, bool kept)
    {
        _bed["PASSCODE"] = _iam.AddPasscode();
        await GetAsync(static settings => (settings.ApiKey, settings.PasscodeVariable) = (null, "PASSCODE"));
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        _bed.Clock.Advance(TimeSpan.FromHours(hours));
        await GetAsync();

        Assert.Equal(kept, System.IO.File.Exists(file));
    }

    [Fact]
    public async Task An_entry_from_the_future_is_a_miss()
    {
        await GetAsync();
        _bed.Clock.AdjustTime(_bed.Clock.GetUtcNow().AddHours(-2));

        Assert.False((await GetAsync()).FromCache);
    }

    [Fact]
    public async Task An_ageing_file_serves_through_an_outage()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(55));
        _iam.Faults.Always().Status(503);

        var second = await GetAsync();

        Assert.Equal(first.AccessToken, second.AccessToken);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Fact]
    public async Task Of_two_processes_with_an_ageing_file_the_first_renews_for_both()
    {
        await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        var renewed = await GetAsync();

        Assert.Equal(renewed.AccessToken, (await GetAsync()).AccessToken);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Theory]
    [InlineData("compute resource")]
    [InlineData("assumed")]
    public async Task The_next_process_finds_the_token_of_a_profile(string credential)
    {
        _bed["IBMCLOUD_CR_TOKEN"] = _iam.AddComputeResource("cluster").Token;
        Task<IamToken> NextAsync() =>
            GetAsync(settings => (settings.ApiKey, settings.TrustedProfile) = (credential == "assumed" ? settings.ApiKey : null, _iam.DefaultProfile.Id));

        var first = await NextAsync();
        var asked = _iam.Requests.Count;
        var second = await NextAsync();

        Assert.Contains(_iam.DefaultProfile.Id, first.Identity, StringComparison.Ordinal);
        Assert.Equal((true, first.AccessToken), (second.FromCache, second.AccessToken));
        Assert.Equal(asked, _iam.Requests.Count);
    }

    [Fact]
    public async Task A_process_wide_cache_writes_nothing()
    {
        await GetAsync(static settings => settings.TokenCache = TokenCacheMode.Process);

        Assert.False(Directory.Exists(_bed.CacheFolder));
    }

    [Fact]
    public async Task A_credential_without_a_secret_of_its_own_stays_in_memory()
    {
        _bed["TOKEN"] = _iam.MintToken();
        await GetAsync(static settings => (settings.ApiKey, settings.TokenVariable) = (null, "TOKEN"));
        await GetAsync(settings => (settings.ApiKey, settings.UseVpc, settings.VpcUrl) = (null, true, _iam.Url));

        Assert.False(Directory.Exists(_bed.CacheFolder) && Directory.EnumerateFiles(_bed.CacheFolder).Any());
    }

    [Fact]
    public async Task A_passcode_is_spent_once_and_its_refresh_token_renews()
    {
        _bed["PASSCODE"] = _iam.AddPasscode();
        void Passcode(IamSettings settings) => (settings.ApiKey, settings.PasscodeVariable) = (null, "PASSCODE");

        await GetAsync(Passcode);
        Assert.True((await GetAsync(Passcode)).FromCache);
        _bed.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.False((await GetAsync(Passcode)).FromCache);

        Assert.Equal(["passcode", "refresh_token"], _iam.Requests.Select(static request => request.Grant));
        Assert.Equal(32, System.IO.File.ReadAllBytes(Path.Combine(_bed.CacheFolder, "passcode.key")).Length);
    }

    [Fact]
    public async Task A_refresh_token_that_iam_replaced_is_not_used_again()
    {
        using var iam = FakeIamServer.Start(options => (options.Time, options.SingleUseRefreshTokens) = (_bed.Clock, true));
        _bed["REFRESH"] = iam.AddRefreshToken(iam.DefaultUser);
        for (var hour = 0; hour < 3; hour++)
        {
            await GetAsync(settings => (settings.ApiKey, settings.IamUrl, settings.RefreshTokenVariable, settings.ClientId) = (null, iam.Url, "REFRESH", "bx"));
            _bed.Clock.Advance(TimeSpan.FromMinutes(61));
        }

        Assert.Equal(3, iam.Requests.Select(static request => request.Form["refresh_token"]).Distinct().Count());
        Assert.Empty(iam.Requests.Refused);
    }

    [Fact]
    public async Task A_clear_deletes_every_file_of_ours_and_no_other()
    {
        await GetAsync();
        await GetAsync(static settings => settings.Scope = "ibm openid email");
        var other = Path.Combine(_bed.CacheFolder, "notes.txt");
        await System.IO.File.WriteAllTextAsync(other, "mine", Bed.Cancel);

        Assert.Equal(2, IamClient.ClearCache(_bed.Sibling()));
        Assert.Equal([other], Directory.GetFiles(_bed.CacheFolder));
        Assert.Equal(0, IamClient.ClearCache(_bed.Sibling()));
    }

    private void Harm(string harm)
    {
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        var bytes = System.IO.File.ReadAllBytes(file);
        switch (harm)
        {
            case "truncated":
                Write(bytes[..^5]);
                break;
            case "empty":
                Write([]);
                break;
            case "garbage":
                Write(new byte[500]);
                break;
            case "flipped":
                bytes[^40] ^= 1;
                Write(bytes);
                break;
            case "other version":
                bytes[6]++;
                Write(bytes);
                break;
            case "huge":
                Write(new byte[1_000_000]);
                break;
            case "directory":
                System.IO.File.Delete(file);
                Directory.CreateDirectory(file);
                break;
            case "pipe":
                System.IO.File.Delete(file);
                Unix.MakePipe(file);
                break;
            case "symbolic link":
                Needs.Unix();
                System.IO.File.Move(file, file + ".elsewhere");
                System.IO.File.CreateSymbolicLink(file, file + ".elsewhere");
                break;
            case "world readable":
                Unix.SetMode(file, (UnixFileMode)420);
                break;
        }

        void Write(byte[] harmed) => System.IO.File.WriteAllBytes(file, harmed);
    }

    /// <summary>Gets a token in a process of its own.</summary>
    private async Task<IamToken> GetAsync(Action<IamSettings>? change = null)
    {
        var settings = new IamSettings { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) };
        change?.Invoke(settings);
        return await new IamClient(settings, _bed.Sibling()).GetTokenAsync(Bed.Cancel);
    }
}

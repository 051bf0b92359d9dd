using IbmIam.Caching;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Where the sealed files are kept, and which folders and files are good enough.</summary>
public sealed class CacheFolders : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("/given", "/xdg", "/home/me", "/given", false)]
    [InlineData("/given/../other", null, null, "/other", false)]
    [InlineData(null, "/xdg", "/home/me", "/xdg/ibmiam", true)]
    [InlineData("", "/xdg", null, "/xdg/ibmiam", true)]
    [InlineData(null, "relative", "/home/me", "/home/me/(caches)/ibmiam", true)]
    [InlineData(null, null, "/home/me", "/home/me/(caches)/ibmiam", true)]
    [InlineData(null, null, "relative", null, false)]
    [InlineData(null, null, "", null, false)]
    [InlineData(null, null, null, null, false)]
    public void It_is_the_one_given_or_the_users_own(string? given, string? xdg, string? home, string? expected, bool isOwn)
    {
        var (variable, caches) = OperatingSystem.IsWindows() ? ("LOCALAPPDATA", "") : ("HOME", OperatingSystem.IsMacOS() ? "/Library/Caches" : "/.cache");
        (_bed["IBMIAM_CACHE_DIR"], _bed["XDG_CACHE_HOME"], _bed[variable]) = (Here(given), Here(xdg), Here(home));

        var found = CacheFolder.Find(_bed.Host);

        Assert.Equal(Here(expected?.Replace("/(caches)", caches, StringComparison.Ordinal)), found?.Path);
        Assert.Equal(isOwn, found?.IsOwn ?? false);
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("./cache/")]
    [InlineData("~/.cache/ibmiam")]
    public async Task A_relative_one_would_be_another_in_each_project_and_is_not_used(string given)
    {
        using var fake = FakeIamServer.Start();
        _bed["IBMIAM_CACHE_DIR"] = given;
        (_bed["IBMCLOUD_API_KEY"], _bed["IBMCLOUD_IAM_API_ENDPOINT"]) = (fake.ApiKey, fake.Url);

        await _bed.Client(new IamSettings()).GetTokenAsync(Bed.Cancel);

        Assert.Contains($"IBMIAM2012 Tokens are not shared between processes: IBMIAM_CACHE_DIR is {given}, which is not a full path.", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_bed.CacheFolder));
    }

    [Fact]
    public void One_that_is_relative_is_not_cleared_wherever_the_program_runs()
    {
        var folder = Directory.CreateDirectory(_bed.CacheFolder).FullName;
        var file = _bed.File("cache/" + new string('a', 32) + ".token", "somebody's");
        _bed["IBMIAM_CACHE_DIR"] = Path.GetRelativePath(Environment.CurrentDirectory, folder);

        Assert.Equal(0, IamClient.ClearCache(_bed.Host));
        Assert.True(File.Exists(file));
    }

    /// <summary>Rights as <c>chmod</c> takes them.</summary>
    [Theory]
    [InlineData("700", false, true, "700")]
    [InlineData("755", false, true, "755")]
    [InlineData("770", false, false, "770")]
    [InlineData("702", false, false, "702")]
    [InlineData("755", true, true, "700")]
    [InlineData("777", true, true, "700")]
    [InlineData("710", true, true, "700")]
    public void Others_may_not_write_to_it_and_the_programs_own_is_mended(string mode, bool isOwn, bool good, string after)
    {
        Directory.CreateDirectory(_bed.CacheFolder);
        Unix.SetMode(_bed.CacheFolder, Mode(mode));

        Assert.Equal(good, CacheFolder.Prepare(_bed.CacheFolder, isOwn) is null);
        Assert.Equal(Mode(after), Unix.Mode(_bed.CacheFolder));
    }

    [Theory]
    [InlineData("600", 10, true)]
    [InlineData("400", 10, true)]
    [InlineData("600", 1, true)]
    [InlineData("600", 11, false)]
    [InlineData("600", 0, false)]
    [InlineData("640", 10, false)]
    [InlineData("604", 10, false)]
    [InlineData("620", 10, false)]
    [InlineData("610", 10, false)]
    [InlineData("601", 10, false)]
    public void A_file_is_the_owners_alone_and_of_a_files_length(string mode, int length, bool safe)
    {
        var path = _bed.File("file", new string('x', length));
        Unix.SetMode(path, Mode(mode));

        Assert.Equal(safe, CacheFolder.IsSafe(new FileInfo(path), 10));
    }

    [Fact]
    public void A_file_that_is_not_there_is_not_safe() => Assert.False(CacheFolder.IsSafe(new FileInfo(Path.Combine(_bed.Folder, "nowhere")), 10));

    /// <summary>A full path as this system writes it.</summary>
    private static string? Here(string? path) => OperatingSystem.IsWindows() && path is ['/', ..] ? "C:" + path.Replace('/', '\\') : path;

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}

using IbmIam.Core.Tests.Infra;
using IbmIam.MSBuild.Hosting;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.MSBuild.Tests;

/// <summary>Files that hold the token: when they are there, whose they are, and when they go.</summary>
public sealed class TokenFiles(FakeIamServer iam) : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    private readonly Bed _bed = new(iam);

    [Fact]
    public async Task A_bound_file_holds_the_token_for_its_owner_alone()
    {
        var task = await _bed.DoneAsync(new IbmIamToken());
        Assert.Empty(Folders());

        Assert.Equal(task.AccessToken, await ReadAsync(task.TokenFile));
        Assert.Equal("Authorization: Bearer " + task.AccessToken, await ReadAsync(task.AuthorizationHeaderFile));

        var folder = Assert.Single(Folders());
        Assert.Matches("ibmiam-token-[0-9a-f]{32}$", folder);
        Assert.Matches("^token-[0-9a-f]{16}$", Path.GetRelativePath(folder, task.TokenFile!));
        Assert.Matches("^header-[0-9a-f]{16}$", Path.GetRelativePath(folder, task.AuthorizationHeaderFile!));
        Assert.Equal((OwnersFile, OwnersFile, OwnersFolder), (Unix.Mode(task.TokenFile!), Unix.Mode(task.AuthorizationHeaderFile!), Unix.Mode(folder)));
        Assert.Equal([".lock", Path.GetFileName(task.AuthorizationHeaderFile), Path.GetFileName(task.TokenFile)], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Files_that_are_asked_for_are_there_though_nothing_is_bound()
    {
        await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });

        Assert.Equal([".lock", "header", "token"], Directory.GetFiles(Assert.Single(Folders())).Select(file => Path.GetFileName(file).Split('-')[0]).Order());
    }

    [Fact]
    public async Task An_output_names_the_file_that_was_written_though_it_is_gone_meanwhile()
    {
        var task = await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });
        var (token, header) = (task.TokenFile!, task.AuthorizationHeaderFile!);
        File.Delete(token);
        File.Delete(header);

        Assert.Equal((token, header), (task.TokenFile, task.AuthorizationHeaderFile));
        Assert.False(File.Exists(token) || File.Exists(header));
    }

    [Fact]
    public async Task The_tasks_of_a_build_share_a_folder_and_the_file_of_a_token()
    {
        var first = await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });
        File.SetLastWriteTimeUtc(first.TokenFile!, DateTime.UnixEpoch);
        var second = await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });

        Assert.Equal(first.TokenFile, second.TokenFile);
        // Not written again: a child process may be reading it.
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(second.TokenFile!));
        Assert.Single(Folders());
    }

    [Fact]
    public async Task The_end_of_the_build_removes_them()
    {
        await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });

        EndBuild();

        Assert.Empty(Folders());
    }

    [Fact]
    public async Task A_build_that_wrote_none_makes_none_at_its_end()
    {
        Needs.Linux();
        await _bed.DoneAsync(new IbmIamToken());
        _bed["XDG_RUNTIME_DIR"] = "/proc";

        EndBuild();
    }

    [Fact]
    public async Task Without_a_runtime_folder_they_stand_in_the_temporary_one()
    {
        Needs.Unix();
        var temporary = Directory.CreateDirectory(Path.Combine(_bed.Folder, "tmp")).FullName;
        _bed["TMPDIR"] = temporary;
        foreach (var runtime in new[] { null, "", Path.Combine(_bed.Folder, "gone") })
        {
            _bed["XDG_RUNTIME_DIR"] = runtime;
            _bed.Engine = _bed.NewBuild();
            var task = await _bed.DoneAsync(new IbmIamToken());

            Assert.StartsWith(Path.Combine(temporary, "ibmiam-token-"), task.TokenFile, StringComparison.Ordinal);
            EndBuild();
        }
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/sys")]
    public async Task Where_they_cannot_be_asking_for_them_fails_the_task(string place)
    {
        Needs.Linux();
        _bed["XDG_RUNTIME_DIR"] = place;

        Assert.Matches(
            $"^IBMIAM6003: The token file can't be written under {place}: .* Set XDG_RUNTIME_DIR or TMPDIR to a folder of your own, or turn off WriteTokenFiles\\.$",
            await _bed.FailsAsync(new IbmIamToken { WriteTokenFiles = true }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_they_cannot_be_that_is_told_once(bool written)
    {
        Needs.Linux();
        _bed["XDG_RUNTIME_DIR"] = "/proc";
        var task = new IbmIamToken { WriteTokenFiles = written };
        await _bed.RunAsync(task);

        // MSBuild reads what is bound of a failed task too.
        Assert.Equal((null, null), (task.TokenFile, task.AuthorizationHeaderFile));

        Assert.Equal("IBMIAM6003", Assert.Single(_bed.Engine.Errors).Code);
    }

    [Fact]
    public async Task Where_every_output_is_read_one_that_cannot_be_is_a_remark()
    {
        Needs.Linux();
        _bed["XDG_RUNTIME_DIR"] = "/proc";
        _bed.Engine = new OutOfProcTaskHostNode();
        var task = await _bed.DoneAsync(new IbmIamToken());

        Assert.Null(task.AuthorizationHeaderFile);

        Assert.Empty(_bed.Engine.Errors);
        Assert.Contains("can't be written under /proc", _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_whole_is_an_error_and_not_there()
    {
        Needs.Unix();
        var first = await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });
        Directory.Delete(Path.GetDirectoryName(first.TokenFile)!, recursive: true);
        var second = await _bed.DoneAsync(new IbmIamToken());

        Assert.Null(second.TokenFile);

        Assert.StartsWith("The token file can't be written under " + _bed.TokenRoot, Assert.Single(_bed.Engine.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_removes_what_killed_builds_left_and_nothing_else()
    {
        Needs.Unix();
        string[] gone = [Left("ibmiam-token-killed", locked: true), Left("ibmiam-token-old", seconds: 90)];
        string[] kept = [Left("ibmiam-token-young", seconds: 30), Left("others", locked: true), Left("ibmiam-tokens-no-more", locked: true)];
        using var other = new TokenFolder();
        var held = other.Write("token", "of a build that runs");
        var target = Left("target", locked: true);
        Directory.CreateSymbolicLink(Path.Combine(_bed.TokenRoot, "ibmiam-token-link"), target);

        await _bed.DoneAsync(new IbmIamToken());

        Assert.All(gone, folder => Assert.False(Directory.Exists(folder), folder));
        Assert.All(kept, folder => Assert.True(File.Exists(Path.Combine(folder, "token")), folder));
        Assert.Equal("of a build that runs", await ReadAsync(held));
        Assert.True(File.Exists(Path.Combine(target, "token")));
    }

    [Fact]
    public async Task One_folder_that_cannot_be_swept_does_not_keep_the_others()
    {
        Directory.CreateDirectory(Path.Combine(Left("ibmiam-token-a"), ".lock"));
        var gone = Left("ibmiam-token-b", locked: true);
        Directory.CreateDirectory(Path.Combine(Left("ibmiam-token-c"), ".lock"));

        await _bed.DoneAsync(new IbmIamToken());

        Assert.False(Directory.Exists(gone));
    }

    [Fact]
    public async Task A_build_sweeps_once()
    {
        await _bed.DoneAsync(new IbmIamToken());
        var left = Left("ibmiam-token-killed", locked: true);

        await _bed.DoneAsync(new IbmIamToken());

        Assert.True(Directory.Exists(left));
    }

    [Fact]
    public async Task No_folder_to_sweep_is_no_fault()
    {
        _bed["XDG_RUNTIME_DIR"] = null;
        _bed["TMPDIR"] = Path.Combine(_bed.Folder, "gone");

        await _bed.DoneAsync(new IbmIamToken());
    }

    public void Dispose() => _bed.Dispose();

    private static Task<string> ReadAsync(string? path) => File.ReadAllTextAsync(path!, TestContext.Current.CancellationToken);

    private string[] Folders() => Directory.GetFileSystemEntries(_bed.TokenRoot);

    private void EndBuild()
    {
        var (value, _, _) = Assert.Single(_bed.Engine.Registered.Values);
        ((IDisposable)value).Dispose();
        _bed.Engine.Registered.Clear();
    }

    /// <summary>A folder as a build leaves it that was killed before it made its lock, or after.</summary>
    private string Left(string name, bool locked = false, int seconds = 0)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_bed.TokenRoot, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "token"), "");
        if (locked)
        {
            File.WriteAllText(Path.Combine(folder, ".lock"), "");
        }

        Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(seconds));
        return folder;
    }
}

using System.Diagnostics;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>What another user of the machine left in the way. Only root can be a user and then another, so that others skip these.</summary>
public sealed class Owners : IDisposable
{
    private const string Nobody = "65534";
    private readonly FakeIamServer _iam;
    private readonly Bed _bed;

    public Owners()
    {
        Assert.SkipUnless(Environment.UserName == "root" && Reads(typeof(Owners).Assembly.Location) && Reads(Environment.ProcessPath!), "needs root, setpriv, and folders that each user may enter");
        (_iam, _bed) = (FakeIamServer.Start(), new Bed());
        Directory.CreateDirectory(_bed.CacheFolder);
        Run("chmod", "700", _bed.CacheFolder);
        Run("chown", Nobody, _bed.CacheFolder);
        Run("chmod", "o+x", _bed.Folder);
    }

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task A_cache_folder_of_another_user_is_a_warning()
    {
        Run("chown", "root", _bed.CacheFolder);
        Run("chmod", "755", _bed.CacheFolder);

        Assert.Matches("^.{12} IBMIAM2012 .*denied", await AskAsync());
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder));
    }

    /// <summary>Its content would have been a token of another's choice, had it been sealed with this user's key; it is not even read.</summary>
    [Fact]
    public async Task A_token_file_of_another_user_is_a_miss_and_replaced()
    {
        await AskAsync();
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        Run("chown", "root", file);

        Assert.Matches("^.{12} IBMIAM2012 .*denied", await AskAsync());
        Assert.Equal(Nobody, Run("stat", "-c", "%u", file));
        Assert.Equal(12, (await AskAsync()).Length);
        Assert.Equal(2, _iam.Requests.Total);
    }

    [Fact]
    public async Task A_lock_of_another_user_holds_nobody_up()
    {
        await AskAsync();
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        File.Delete(file);
        Run("chown", "root", Path.ChangeExtension(file, ".lock"));

        Assert.Equal(12, (await AskAsync()).Length);
        Assert.True(File.Exists(file));
        Assert.Equal(2, _iam.Requests.Total);
    }

    /// <summary>What a process of the user without rights prints.</summary>
    private async Task<string> AskAsync()
    {
        using var child = new ChildProcess(_iam.Url, _iam.ApiKey, _bed.CacheFolder, ChildProcess.After($"exec setpriv --reuid {Nobody} --regid {Nobody} --clear-groups \"$0\" \"$@\""));
        child.Begin();
        return await child.OutputAsync();
    }

    private static bool Reads(string path)
    {
        try
        {
            Run("setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "test", "-r", path);
            return true;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}

using System.Buffers;
using System.Text;
using IbmIam.Diagnostics;

namespace IbmIam.Credentials;

/// <summary>Reads the variables and files that settings refer to, and collects all faults so that they are reported together.</summary>
internal sealed class SettingReader(IamHost host)
{
    private const int LargestFile = 256 * 1024;
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("=\0\r\n\t {}\"'.");
    private static readonly TimeSpan FileDeadline = TimeSpan.FromSeconds(10);

    public List<Fault> Faults { get; } = [];

    public IamHost Host => host;

    /// <summary>Returns the value of a variable, or null when it is not set or blank.</summary>
    public string? Variable(string name) => host.Variable(name) is { } value && SecretText.Trimmed(value).Length > 0 ? value : null;

    /// <summary>Returns the secret in the variable that a setting names, or null with a fault.</summary>
    public Secret? NamedVariable(string setting, string name) => NamedText(setting, name) is { } value ? Clean(value, setting) : null;

    /// <summary>Returns the text in the variable that a setting names, or null with a fault.</summary>
    public string? NamedText(string setting, string name)
    {
        if (name.AsSpan().ContainsAny(NotInNames))
        {
            Faults.Add(Problems.NotAVariableName(setting));
            return null;
        }

        var value = Variable(name);
        if (value is null)
        {
            Faults.Add(Problems.VariableEmpty(setting, name));
        }

        return value;
    }

    public Secret? Clean(string text, string setting)
    {
        var (secret, fault) = SecretText.Read(text, setting);
        if (fault is not null)
        {
            Faults.Add(fault);
        }

        return secret;
    }

    /// <summary>Reads an API key given as text, or as <c>@</c> followed by the path of a key file, as in the <c>ibmcloud</c> CLI.</summary>
    public Task<Secret?> KeyAsync(string text, string setting, CancellationToken cancellationToken) =>
        SecretText.Trimmed(text) is ['@', .. var path] ? KeyFileAsync(path, setting, cancellationToken) : Task.FromResult(WarnIfKeyId(Clean(text, setting), setting));

    public async Task<Secret?> KeyFileAsync(string path, string setting, CancellationToken cancellationToken)
    {
        if (await FileAsync(path, setting, cancellationToken).ConfigureAwait(false) is not { } text)
        {
            return null;
        }

        if (SecretText.KeyInFile(text) is { } key)
        {
            return WarnIfKeyId(Clean(key, setting), setting);
        }

        Faults.Add(Problems.KeyFileWithoutKey(setting, path));
        return null;
    }

    /// <summary>Returns a file's text, or null with a fault when it can't be read.</summary>
    public async Task<string?> FileAsync(string path, string setting, CancellationToken cancellationToken)
    {
        var (text, why) = await TryFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (text is null)
        {
            Faults.Add(Problems.FileUnreadable(setting, path, why));
        }

        return text;
    }

    /// <summary>
    /// Returns a file's text, or why it can't be read. Time and size are limited, because the path may be that of a pipe
    /// without a writer or of an endless device.
    /// </summary>
    public async Task<(string? Text, string Why)> TryFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var full = Path.GetFullPath(path.Trim(), host.WorkingDirectory);
            var bytes = await Task.Run(() => ReadBounded(full), cancellationToken)
                .WaitAsync(FileDeadline, host.Time, cancellationToken).ConfigureAwait(false);
            return bytes is null ? (null, "is larger than 256 KiB") : (Text(bytes), "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or TimeoutException)
        {
            return (null, e switch
            {
                FileNotFoundException or DirectoryNotFoundException => Path.IsPathRooted(path.Trim()) ? "does not exist"
                    : path.AsSpan().Trim().StartsWith('~') ? "does not exist (~ is not expanded here)" : $"does not exist (relative to {host.WorkingDirectory})",
                UnauthorizedAccessException => "is not readable",
                TimeoutException => "can't be read in time",
                _ => "can't be read",
            });
        }
    }

    /// <summary>Decodes UTF-8, or the encoding of the byte order mark: Windows PowerShell 5 redirects output as UTF-16.</summary>
    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static byte[]? ReadBounded(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[LargestFile + 1];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length > LargestFile ? null : buffer[..length];
    }

    private Secret? WarnIfKeyId(Secret? key, string setting)
    {
        if (key?.Reveal().StartsWith("ApiKey-", StringComparison.Ordinal) == true)
        {
            var warning = Problems.KeyLooksLikeAnId(setting);
            host.Log.Warning(warning.Code, warning.Text);
        }

        return key;
    }
}

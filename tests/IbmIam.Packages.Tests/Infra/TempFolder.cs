namespace IbmIam.Packages.Tests;

/// <summary>A folder that is gone when its test is over.</summary>
public sealed class TempFolder(string name) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(name + "-").FullName;

    /// <summary>A folder in this one, made where it is not there yet.</summary>
    public string Folder(string relative) => Directory.CreateDirectory(System.IO.Path.Combine(Path, relative)).FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process of the test may hold a file for a moment longer; the system clears its temporary folder.
        }
        catch (UnauthorizedAccessException)
        {
            // The same, for a folder that a test made read-only.
        }
    }
}

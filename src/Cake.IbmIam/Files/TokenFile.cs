using System.Text.Json;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.IbmIam.Hosting;
using IbmIam;
using IbmIam.Caching;
using Path = System.IO.Path;

namespace Cake.IbmIam.Files;

/// <summary>Writes a token as IAM's JSON to a file that only its owner can read.</summary>
internal static class TokenFile
{
    public static void Write(ICakeContext context, FilePath path, IamToken token)
    {
        var absolute = path.MakeAbsolute(context.Environment).FullPath;
        if (DryRun.IsActive(context))
        {
            context.Log.Information("Dry run: no token written to {0}", absolute);
            return;
        }

        Write(absolute, token);
    }

    private static void Write(string path, IamToken token)
    {
        var fresh = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            using (var stream = OwnerFile.Create(fresh))
            {
                WriteJson(stream, token);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CakeException($"IBMIAM7001: IbmIamTokenToFile can't write {path}: {e.Message.TrimEnd('.')}. Use a path that you may write to.", e);
        }
        finally
        {
            Delete(fresh);
        }
    }

    /// <summary>Deletes the temporary file that a failure left. Errors are ignored, because the failure itself matters more.</summary>
    private static void Delete(string fresh)
    {
        try
        {
            if (File.Exists(fresh))
            {
                File.Delete(fresh);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void WriteJson(Stream stream, IamToken token)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("access_token", token.AccessToken);
        if (token.RefreshToken is { } refreshToken)
        {
            json.WriteString("refresh_token", refreshToken);
        }

        json.WriteString("token_type", token.TokenType);
        json.WriteNumber("expires_in", (long)token.ExpiresIn.TotalSeconds);
        json.WriteNumber("expiration", token.ExpiresAt.ToUnixTimeSeconds());
        if (token.Scope is { } scope)
        {
            json.WriteString("scope", scope);
        }

        json.WriteEndObject();
    }
}

using System.Text;

namespace IbmIam.MSBuild.Hosting;

/// <summary>Reads a service's response as text or into a file. However malformed it is, the only exceptions are those of HTTP and of the task.</summary>
internal static class ServiceAnswer
{
    private const int LongestText = 16 * 1024 * 1024;
    private const int Portion = 81920;

    private static IEnumerable<string> TransactionHeaders => ["transaction-id", "x-correlation-id", "x-request-id"];

    public static string? TransactionId(HttpResponseMessage answer) =>
        TransactionHeaders.Select(name => answer.Headers.TryGetValues(name, out var values) ? values.First() : null).FirstOrDefault(id => id is not null);

    /// <summary>Returns the response's text, or null when it was written to a file.</summary>
    public static async Task<string?> ReadAsync(HttpResponseMessage answer, string? outputFile, CancellationToken cancellationToken)
    {
        if (outputFile is null)
        {
            return await TextAsync(answer, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(outputFile) ?? outputFile);
            await WriteAsync(answer, outputFile, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception why) when (why is (IOException and not HttpIOException) or UnauthorizedAccessException)
        {
            throw new TaskProblemException(TaskProblem.FileUnusable("OutputFile", outputFile, why));
        }
    }

    /// <summary>
    /// Returns the response's text, decoded with the character set that it names, or UTF-8 when that is unknown: a service's
    /// mistake there is no reason to lose its response.
    /// </summary>
    public static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(LongestText, cancellationToken).ConfigureAwait(false);
        using var text = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Characters(answer), detectEncodingFromByteOrderMarks: true);
        return await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Encoding Characters(HttpResponseMessage answer)
    {
        try
        {
            return answer.Content.Headers.ContentType?.CharSet is { } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }

    /// <summary>Writes to a temporary file first, so that an existing file stays until the response is complete.</summary>
    private static async Task WriteAsync(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var file = File.Create(draft);
            await using (file.ConfigureAwait(false))
            {
                using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                var portion = new byte[Portion];
                while (await ReceiveAsync(body, portion, cancellationToken).ConfigureAwait(false) is > 0 and var received)
                {
                    await file.WriteAsync(portion.AsMemory(0, received), cancellationToken).ConfigureAwait(false);
                }
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Converts read errors to <see cref="HttpIOException"/>, to tell a broken connection, which is retried, from a full disk, which is not.</summary>
    private static async Task<int> ReceiveAsync(Stream body, byte[] portion, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(portion, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException broken) when (broken is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, broken.Message, broken);
        }
    }
}

using System.Text;
using Oneloop.Reports;

namespace Oneloop.Exports;

/// <summary>A format of files of billings.</summary>
/// <param name="extension">The extension of such files, with its dot.</param>
/// <param name="createWriter">Creates a writer onto a stream.</param>
/// <param name="createReader">Creates a reader of a stream; true: ids have the formula guard. Null: such files are not read.</param>
/// <param name="resume">
/// Moves a file to where the next billing belongs, and tells what comes before it; null: it is no such file. Null: nothing can be
/// appended to such files.
/// </param>
internal sealed class BillingFormat(
    string extension,
    Func<Stream, BillingWriterOptions, IBillingWriter> createWriter,
    Func<Stream, bool, BillingFileReader>? createReader,
    Func<FileStream, WriterStart?>? resume)
{
    /// <summary>So much white space at the beginning or the end of a file is passed over, in bytes.</summary>
    private const int WhiteSpaceToSkip = 4096;

    private static readonly BillingFormat[] s_all =
    [
        new(".csv", static (stream, options) => new CsvBillingWriter(stream, options), static (stream, isGuarded) => new CsvBillingReader(stream, isGuarded), ResumeCsv),
        new(".json", static (stream, options) => new JsonBillingWriter(stream, options, isArray: true), static (stream, _) => new JsonBillingReader(stream, isArray: true), ResumeArray),
        Lines(".ndjson"),
        Lines(".jsonl"),
        new(".html", static (stream, options) => new HtmlReportWriter(stream, options.Source), null, null),
    ];

    /// <summary>Creates a writer onto a stream.</summary>
    public Func<Stream, BillingWriterOptions, IBillingWriter> CreateWriter => createWriter;

    /// <summary>Creates a reader of a stream. Null: such files are not read.</summary>
    public Func<Stream, bool, BillingFileReader>? CreateReader => createReader;

    /// <summary>Moves a file to where the next billing belongs. Null: nothing can be appended to such files.</summary>
    public Func<FileStream, WriterStart?>? Resume => resume;

    private string Extension => extension;

    /// <summary>The format of a file. Null: its extension is none that is known.</summary>
    public static BillingFormat? Of(string path)
    {
        string extension = Path.GetExtension(path);
        return Array.Find(s_all, format => format.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The known extensions, as a list in a sentence.</summary>
    /// <param name="toRead">Only those of files that can be read.</param>
    public static string Extensions(bool toRead)
    {
        string[] known = [.. s_all.Where(format => !toRead || format.CreateReader is not null).Select(static format => format.Extension)];
        return $"{string.Join(", ", known[..^1])} or {known[^1]}";
    }

    private static BillingFormat Lines(string extension) => new(
        extension,
        static (stream, options) => new JsonBillingWriter(stream, options, isArray: false),
        static (stream, _) => new JsonBillingReader(stream, isArray: false),
        ResumeLines);

    /// <remarks>
    /// The header has to be exactly that of the writer: what Export-Csv wrote has the same names in quotes, and its times and numbers
    /// are those of a culture.
    /// </remarks>
    private static WriterStart? ResumeCsv(FileStream file)
    {
        byte[] header = Encoding.UTF8.GetBytes(CsvBillingWriter.Header.TrimEnd());
        byte[] mark = Encoding.UTF8.Preamble.ToArray();
        byte[] begin = Read(file, 0, mark.Length + header.Length + 1);
        ReadOnlySpan<byte> line = begin.AsSpan().StartsWith(mark) ? begin.AsSpan(mark.Length) : begin;
        if (line.IsEmpty)
        {
            return WriterStart.Empty;
        }

        if (!line.StartsWith(header) || (line.Length > header.Length && line[header.Length] is not ((byte)'\r' or (byte)'\n')))
        {
            return null;
        }

        EndLine(file, "\r\n"u8);
        return WriterStart.Begun;
    }

    private static WriterStart? ResumeLines(FileStream file)
    {
        ReadOnlySpan<byte> begin = Read(file, 0, WhiteSpaceToSkip).AsSpan().Trim(" \r\n\t"u8);
        if (begin.IsEmpty)
        {
            return WriterStart.Empty;
        }

        if (begin[0] != (byte)'{')
        {
            return null;
        }

        EndLine(file, "\n"u8);
        return WriterStart.Begun;
    }

    private static WriterStart? ResumeArray(FileStream file)
    {
        if (file.Length == 0)
        {
            return WriterStart.Empty;
        }

        ReadOnlySpan<byte> begin = Read(file, 0, WhiteSpaceToSkip).AsSpan().TrimStart(" \r\n\t"u8);
        long from = Math.Max(0, file.Length - WhiteSpaceToSkip);
        ReadOnlySpan<byte> end = Read(file, from, WhiteSpaceToSkip).AsSpan().TrimEnd(" \r\n\t"u8);
        if (begin.IsEmpty || begin[0] != (byte)'[' || end.IsEmpty || end[^1] != (byte)']')
        {
            return null;
        }

        end = end[..^1].TrimEnd(" \r\n\t"u8);
        if (end.IsEmpty || end[^1] is not ((byte)'[' or (byte)'}'))
        {
            return null;
        }

        file.SetLength(from + end.Length);
        file.Seek(0, SeekOrigin.End);
        return end[^1] == (byte)'[' ? WriterStart.Begun : WriterStart.Continued;
    }

    private static byte[] Read(FileStream file, long from, int count)
    {
        byte[] bytes = new byte[Math.Min(count, file.Length - from)];
        file.Seek(from, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void EndLine(FileStream file, ReadOnlySpan<byte> lineEnd)
    {
        bool isEnded = Read(file, file.Length - 1, 1)[0] == (byte)'\n';
        file.Seek(0, SeekOrigin.End);
        if (!isEnded)
        {
            file.Write(lineEnd);
        }
    }
}

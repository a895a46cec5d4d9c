using System.Security;

namespace Oneloop.Exports;

/// <summary>
/// A file that is written beside the one that it replaces, and moved to its place when it is complete. Whatever ends the process
/// before leaves the old file as it was.
/// </summary>
internal sealed class ReplacedFile : IDisposable
{
    private readonly FileInfo _target;
    private readonly string _temporary;
    private bool _isDone;

    /// <summary>Creates the temporary file.</summary>
    /// <param name="target">The file to replace, or to create.</param>
    public ReplacedFile(FileInfo target)
    {
        _target = target;
        _temporary = Path.Combine(target.DirectoryName!, $"oneloop-export-{Path.GetRandomFileName()}.tmp");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0 };
        UnixFileMode? mode = target.Exists && !OperatingSystem.IsWindows() ? target.UnixFileMode : null;
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        Stream = new FileStream(_temporary, options);
        if (mode is { } exact && !OperatingSystem.IsWindows())
        {
            try
            {
                // What the mask of the process took away.
                File.SetUnixFileMode(Stream.SafeFileHandle, exact);
            }
            catch (Exception e) when (IsFault(e))
            {
                // A file system without modes.
            }
        }
    }

    /// <summary>The temporary file.</summary>
    public FileStream Stream { get; }

    /// <summary>Whether an exception says that a file cannot be written or read.</summary>
    public static bool IsFault(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException;

    /// <summary>Copies what the old file has.</summary>
    public void CopyOld()
    {
        using FileStream old = new(_target.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        old.CopyTo(Stream);
    }

    /// <summary>Puts the file in place of the old one, once it is on the disk.</summary>
    /// <param name="canOverwrite">Whether an old file may be there.</param>
    public void Commit(bool canOverwrite)
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        // Windows moves nothing onto a file that is read-only. Elsewhere the new file has the old one's mode already.
        bool isReadOnly = OperatingSystem.IsWindows() && canOverwrite && _target is { Exists: true, IsReadOnly: true };
        if (isReadOnly)
        {
            _target.IsReadOnly = false;
        }

        File.Move(_temporary, _target.FullName, canOverwrite);
        _isDone = true;
        if (isReadOnly)
        {
            File.SetAttributes(_target.FullName, FileAttributes.ReadOnly);
        }
    }

    /// <summary>Deletes the temporary file, unless it was put in place.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_isDone)
        {
            _isDone = true;
            File.Delete(_temporary);
        }
    }
}

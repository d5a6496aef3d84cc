package io.deltaglider.cli.shell;

import io.deltaglider.delta.file.OutputFile;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Files that are there whole or not at all, as {@link OutputFile} has it; one that is left behind is removed when the process is interrupted. */
public final class AtomicFile {
    /** Writes all of a file. */
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Replaces {@code target} if it is there. When {@code content} fails, nothing is left behind and the target is as it was.
     *
     * @param target must not be {@linkplain #isWrittenThrough written through}
     */
    public static void write(Path target, Content content) throws IOException {
        try (OutputFile file = at(target)) {
            content.writeTo(file.path());
            file.commit();
        }
    }

    /** Prepares to write a file, with what can be wrong about it told as users expect it. */
    public static OutputFile at(Path target) throws IOException {
        Interruption.prepare();
        try {
            return OutputFile.at(target);
        } catch (FileSystemException e) {
            throw new IOException(e.getReason() + ": '" + target + "'", e);
        }
    }

    /** The same for a file in place of a folder, which has to be gone when it is committed. */
    public static OutputFile inPlaceOf(Path folder) throws IOException {
        Interruption.prepare();
        return OutputFile.inPlaceOf(folder);
    }

    /** Whether a file is a pipe, a device or the like, which takes bytes as they come and cannot be replaced. */
    public static boolean isWrittenThrough(Path target) throws IOException {
        return OutputFile.isWrittenThrough(target);
    }
}

package io.deltaglider.cli.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there whole or not at all: written under another name on the same file system, then renamed. */
public final class AtomicFile {
    /** Writes all of a file. */
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    private AtomicFile() {}

    /** Replaces {@code target} if it is there. When {@code content} fails, nothing is left behind and the target is as it was. */
    public static void write(Path target, Content content) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException("Is a directory: '" + target + "'");
        }
        Path collected = TemporaryFiles.beside(target);
        try {
            create(collected, target);
            content.writeTo(collected);
            Files.move(
                    collected,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            TemporaryFiles.release(collected);
        } catch (IOException | RuntimeException | Error e) {
            TemporaryFiles.discard(collected);
            throw e;
        }
    }

    /** What goes wrong with a file that nobody asked for is told of the one that was asked for. */
    private static void create(Path collected, Path target) throws IOException {
        try (OutputStream _ = Files.newOutputStream(collected)) {
            // Made, with the rights that the user's umask gives.
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new IOException("Cannot write a file here: '" + target + "'", e);
        }
    }
}

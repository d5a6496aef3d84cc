package io.deltaglider.cli.shell;

import io.deltaglider.cli.logging.FailureLog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that must not outlive their purpose, also when the process is interrupted (not when it is killed; then they stay behind under
 * a name that nobody takes for a finished file). Safe for use by many threads.
 */
public final class TemporaryFiles {
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private TemporaryFiles() {}

    /** Registers and creates an empty file in the system's folder for such files, readable by this user only. */
    public static Path create() throws IOException {
        Interruption.prepare();
        Path file = Files.createTempFile("deltaglider-", ".tmp");
        OPEN.add(file);
        return file;
    }

    /** Deletes what is there. */
    public static void discard(Path file) {
        remove(file);
        OPEN.remove(file);
    }

    /** At the end of the process. */
    static void discardAll() {
        OPEN.forEach(TemporaryFiles::remove);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The command is about to say, or has said, what went wrong; a file that cannot be
            // removed does not change that.
            FailureLog.add("cannot remove " + file, e);
        }
    }
}

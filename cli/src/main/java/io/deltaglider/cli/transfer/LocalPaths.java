package io.deltaglider.cli.transfer;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.engine.failure.Reason;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** File names among the arguments and in messages. */
public final class LocalPaths {
    /** Said of an object that would be written into the store. */
    static final String OF_STORE = "The objects themselves are kept in that folder";

    /** What decoders put in place of bytes that are no text. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Path directory;

    /** Where the objects themselves are kept, with links resolved, if that is a folder. */
    private final @Nullable Path store;

    /** Relative paths start in the given folder. */
    public LocalPaths(Path directory) {
        this(directory, Optional.empty());
    }

    /** With the folder that the objects are kept in: neither a source nor a target for them. */
    public LocalPaths(Path directory, Optional<Path> store) {
        this.directory = directory.toAbsolutePath().normalize();
        this.store = store.map(folder -> real(folder.toAbsolutePath().normalize())).orElse(null);
    }

    /** Whether a file or folder belongs to the store. {@code path} is absolute. */
    public boolean isOfStore(Path path) {
        return store != null && real(path).startsWith(store);
    }

    /** Where symbolic links lead, as far as there is anything. */
    private static Path real(Path path) {
        for (Path existing = path; existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                try {
                    return existing.toRealPath().resolve(existing.relativize(path));
                } catch (IOException _) {
                    return path;
                }
            }
        }
        return path;
    }

    /** Absolute, without {@code .} and {@code ..}. */
    public Path resolve(String argument) {
        try {
            return directory.resolve(argument).normalize();
        } catch (InvalidPathException e) {
            throw CommandException.general(
                    "'" + argument + "' cannot be a file name here: " + e.getReason());
        }
    }

    /**
     * Throws {@link CommandException} when an argument may stand for several files: bytes that are no text reach this program as U+FFFD, whatever they were, and that
     * is also a letter that a name may have.
     */
    public void requireOneFile(String argument) {
        if (argument.indexOf(REPLACEMENT) < 0) {
            return;
        }
        for (Path path = resolve(argument); path != null; path = path.getParent()) {
            if (String.valueOf(path.getFileName()).indexOf(REPLACEMENT) >= 0) {
                requireOneFile(argument, path);
            }
        }
    }

    private static void requireOneFile(String argument, Path path) {
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.equals(path) && file.toString().equals(path.toString())) {
                    throw CommandException.general(
                            "'"
                                    + argument
                                    + "' may mean '"
                                    + FileNames.shown(file)
                                    + "', whose name is not valid UTF-8. Give that file another"
                                    + " name first");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw CommandException.general(
                    "'" + argument + "' cannot be told from others in its folder: " + Reason.of(e));
        }
    }

    /** Relative to the current folder, as the AWS CLI shows it: {@code ./app.zip}, {@code dist/app.zip}, {@code ../app.zip}. */
    public String shown(Path file) {
        Path parent = file.getParent();
        Path name = file.getFileName();
        if (parent == null || name == null) {
            return file.toString();
        }
        String folder = directory.relativize(parent).toString();
        return (folder.isEmpty() ? "." : folder) + "/" + name;
    }

    /** Whether the argument names a folder, there or to be made. */
    public boolean meansFolder(String argument) {
        return argument.endsWith("/") || Files.isDirectory(resolve(argument));
    }
}

package io.deltaglider.cli.transfer;

import io.deltaglider.cli.shell.CommandException;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names among the arguments and in messages. */
public final class LocalPaths {
    /** What decoders put in place of bytes that are no text. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Path directory;

    /** Relative paths start in the given folder. */
    public LocalPaths(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
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
                    "'" + argument + "' cannot be told from others in its folder: " + e);
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

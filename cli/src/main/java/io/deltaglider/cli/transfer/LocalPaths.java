package io.deltaglider.cli.transfer;

import io.deltaglider.cli.shell.CommandException;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names among the arguments and in messages. */
public final class LocalPaths {
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
    boolean meansFolder(String argument) {
        return argument.endsWith("/") || Files.isDirectory(resolve(argument));
    }
}

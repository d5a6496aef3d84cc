package io.deltaglider.cli.transfer;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the objects under a prefix go in a folder; whatever their keys are, they never leave it. */
final class FolderTarget {
    private static final String LEAVES_FOLDER = "File references a parent directory.";

    /** Devices, which Windows finds in every folder and whatever follows a dot; and names that it reads as others. */
    private static final Pattern NO_WINDOWS_NAME =
            Pattern.compile(
                    "(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])"
                            + " *([.:].*)?|.*[ .]|.*[\\\\/:*?\"<>|\\x00-\\x1f].*",
                    Pattern.DOTALL);

    private final Path folder;
    private final boolean windows;

    /** The folder is absolute and normal. */
    FolderTarget(Path folder) {
        this(folder, File.separatorChar == '\\');
    }

    /** With the rules for names of one kind of system or the other. */
    FolderTarget(Path folder, boolean windows) {
        this.folder = folder;
        this.windows = windows;
    }

    /** The file for an object, or none, and then the sink has heard why. */
    Optional<Path> fileOrSkip(String relativeKey, ObjectLocation source, TransferSink sink) {
        Optional<Path> file;
        try {
            file = file(relativeKey);
        } catch (InvalidPathException e) {
            sink.skip(source.toString(), "No file here can have that name: " + e.getReason() + ".");
            return Optional.empty();
        }
        if (file.isEmpty()) {
            sink.skip(source.toString(), LEAVES_FOLDER);
        }
        return file;
    }

    /**
     * The file for a key, which is relative to the prefix. Empty when the key points out of the folder ({@code ../x}) or to the
     * folder itself. A leading slash does not make a key absolute, and what other systems take for a drive is a name like any other.
     *
     * @throws InvalidPathException when no file can have that name (a NUL in it)
     */
    Optional<Path> file(String relativeKey) {
        Path file = folder;
        for (String segment : relativeKey.split("/", -1)) {
            if (segment.equals("..")) {
                Path parent = file.getParent();
                // Checked at each step: a key must not leave the folder and come back, either.
                if (parent == null || !parent.startsWith(folder)) {
                    return Optional.empty();
                }
                file = parent;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                if (windows && NO_WINDOWS_NAME.matcher(segment).matches()) {
                    throw new InvalidPathException(segment, "Windows keeps it for itself");
                }
                file = file.resolve(segment);
            }
        }
        return file.equals(folder) ? Optional.empty() : Optional.of(file);
    }
}

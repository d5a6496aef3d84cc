package io.deltaglider.cli.demo;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.engine.deltaspace.Deltaspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The files that a user gave: checked, and named in the store. */
public final class DemoFiles {
    private DemoFiles() {}

    /** Throws {@link CommandException} for anything that is not a readable file, before the first one is stored. */
    public static List<DemoFile> of(List<String> arguments, LocalPaths paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String argument : arguments) {
            Path file = paths.resolve(argument);
            if (!Files.exists(file)) {
                throw CommandException.general(
                        "The user-provided path " + argument + " does not exist.");
            }
            if (Files.isDirectory(file)) {
                throw CommandException.general(
                        "'"
                                + argument
                                + "' is a directory; the demo stores files: "
                                + argument
                                + "/*");
            }
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw CommandException.general("'" + argument + "' is not a file that can be read");
            }
            files.add(file);
        }
        return named(files);
    }

    private static List<DemoFile> named(List<Path> files) {
        boolean distinct = isDistinct(files.stream().map(DemoFiles::name).toList());
        List<DemoFile> named = new ArrayList<>();
        for (Path file : files) {
            // Builds often have the same name in folders of their own; the numbers take the
            // folders' place.
            String key = distinct ? name(file) : "v" + (named.size() + 1) + "/" + name(file);
            named.add(new DemoFile(file, Deltaspace.of(key).name(), key));
        }
        return named;
    }

    /**
     * Whether nothing in the files' names makes any two of them versions of one thing. They are to be stored as versions all the
     * same, so they need a deltaspace by name then.
     */
    public static boolean namesAreUnrelated(List<DemoFile> files) {
        return files.size() > 1 && isDistinct(files.stream().map(DemoFile::product).toList());
    }

    private static boolean isDistinct(List<String> values) {
        Set<String> different = new HashSet<>(values);
        return different.size() == values.size();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}

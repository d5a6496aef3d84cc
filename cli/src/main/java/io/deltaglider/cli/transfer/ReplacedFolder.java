package io.deltaglider.cli.transfer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder where a file is to be, and what goes away with it.
 *
 * @param files files and links in it
 * @param folders itself, last, and those in it, each before what it lies in
 */
record ReplacedFolder(List<Path> files, List<Path> folders) {
    /** Decides on single files. */
    interface Rule {
        /** Whether a file may be removed, by its path below the folder, with {@code /} in between. */
        boolean removes(Path file, String relative);
    }

    /**
     * What has to be removed for the folder to go, or the first thing in it that has to stay.
     *
     * @param removed the folder, if all of it may go
     * @param obstacle what stays, otherwise
     */
    record Survey(@Nullable ReplacedFolder removed, @Nullable Path obstacle) {}

    /** Looks through a folder, without following links. A link in the folder's place is replaced alone: what it leads to is not in the way. */
    static Survey survey(Path folder, Rule rule) {
        if (Files.isSymbolicLink(folder)) {
            return new Survey(new ReplacedFolder(List.of(folder), List.of()), null);
        }
        Collector collector = new Collector(folder, rule);
        try {
            Files.walkFileTree(folder, collector);
        } catch (IOException _) {
            return new Survey(null, folder);
        }
        return collector.obstacle == null
                ? new Survey(new ReplacedFolder(collector.files, collector.folders), null)
                : new Survey(null, collector.obstacle);
    }

    /** Removes it. What has come into it meanwhile is not removed, and makes this fail. */
    void remove() throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
        for (Path each : folders) {
            Files.delete(each);
        }
    }

    private static final class Collector extends SimpleFileVisitor<Path>
            implements FileVisitor<Path> {
        private final Path folder;
        private final Rule rule;
        private final List<Path> files = new ArrayList<>();
        private final List<Path> folders = new ArrayList<>();
        private @Nullable Path obstacle;

        Collector(Path folder, Rule rule) {
            this.folder = folder;
            this.rule = rule;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean plain =
                    attributes.isRegularFile()
                            || (attributes.isSymbolicLink() && !Files.isDirectory(file));
            String relative =
                    folder.relativize(file).toString().replace(java.io.File.separatorChar, '/');
            if (!plain || !FileNames.isText(file) || !rule.removes(file, relative)) {
                obstacle = file;
                return FileVisitResult.TERMINATE;
            }
            files.add(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            obstacle = file;
            return FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
            if (failure != null || !FileNames.isText(visited)) {
                obstacle = visited;
                return FileVisitResult.TERMINATE;
            }
            folders.add(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}

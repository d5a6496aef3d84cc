package io.deltaglider.cli.analyze;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.file.OutputFile;
import io.deltaglider.engine.analyze.Source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local file.
 *
 * @param key its path as it was given, or under the folder that was given
 */
public record LocalSource(String key, long size, Path file) implements Source {
    /** A file, or all files in a folder and below it. */
    public static List<LocalSource> under(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(of(path, path.getFileName()));
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !OutputFile.isUnfinished(file))
                    .sorted()
                    .map(file -> of(file, path.relativize(file)))
                    .toList();
        }
    }

    private static LocalSource of(Path file, Path name) {
        String key = name.toString().replace(file.getFileSystem().getSeparator(), "/");
        return new LocalSource(key, file.toFile().length(), file);
    }

    @Override
    public Content open() throws IOException {
        return Content.of(file);
    }
}

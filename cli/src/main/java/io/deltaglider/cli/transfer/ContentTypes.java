package io.deltaglider.cli.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Guesses a content type from a file's name, without asking the machine, so that it is the same everywhere. */
final class ContentTypes {
    /** Say how a file is packed; the suffix before them says what it is. */
    private static final Set<String> ENCODINGS = Set.of("gz", "z", "bz2", "xz", "br");

    private ContentTypes() {}

    static Optional<String> of(Path file) {
        String name = file.getFileName().toString();
        String suffix = suffix(name);
        if (ENCODINGS.contains(suffix)) {
            suffix = suffix(name.substring(0, name.length() - suffix.length() - 1));
        }
        return Optional.ofNullable(Table.TYPES.getProperty(suffix));
    }

    private static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Read when first needed. */
    private static final class Table {
        static final Properties TYPES = load();

        private static Properties load() {
            Properties types = new Properties();
            try (InputStream in =
                    ContentTypes.class.getResourceAsStream("content-types.properties")) {
                types.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return types;
        }
    }
}

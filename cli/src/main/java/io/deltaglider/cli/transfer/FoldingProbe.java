package io.deltaglider.cli.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/** Finds out which names a folder takes for the same, by a file that is there for a moment. */
final class FoldingProbe {
    private static final String PREFIX = ".deltaglider-";
    private static final String SUFFIX = ".tmp";
    private static final String COMPOSED = "\u00e9";

    private FoldingProbe() {}

    /** Whether names that differ only in case, or in the composition of their characters, are one file. For a folder that cannot be written: no. */
    static boolean folds(Path folder) {
        try {
            Path file = create(folder);
            try {
                String name = String.valueOf(file.getFileName());
                String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
                return Files.exists(file.resolveSibling(name.toUpperCase(Locale.ROOT)))
                        || (!decomposed.equals(name)
                                && Files.exists(file.resolveSibling(decomposed)));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            return false;
        }
    }

    private static Path create(Path folder) throws IOException {
        try {
            return Files.createTempFile(folder, PREFIX, COMPOSED + SUFFIX);
        } catch (InvalidPathException _) {
            // The system's character set has no such letter.
            return Files.createTempFile(folder, PREFIX, SUFFIX);
        }
    }
}

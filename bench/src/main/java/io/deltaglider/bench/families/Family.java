package io.deltaglider.bench.families;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Releases of one product, in the order of their versions.
 *
 * @param limit megabytes (10^6 bytes) that they may take in the store, all counted
 * @param packedLimit the same with everything packed at the highest effort
 */
record Family(String name, List<Path> files, double limit, double packedLimit) {
    /** The families that limits are set for. */
    static List<Family> all(Path corpus) throws IOException {
        return List.of(
                of(corpus, "tomcat-zip", 15.0, 9.2),
                of(corpus, "maven-tgz", 11.2, 6.2),
                of(corpus, "kotlin-jar", 62.3, 28.5));
    }

    private static Family of(Path corpus, String name, double limit, double packedLimit)
            throws IOException {
        Path folder = corpus.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is missing; bench/fetch-corpus brings it");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new Family(name, files.sorted().toList(), limit, packedLimit);
        }
    }
}

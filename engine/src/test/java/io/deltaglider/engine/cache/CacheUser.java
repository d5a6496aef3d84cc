package io.deltaglider.engine.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A process that uses a reference cache as hard as it can until its standard input ends, and prints a line for every round. It ends with an exception as
 * soon as a reference is not what it should be.
 */
final class CacheUser {
    static final int REFERENCES = 12;
    static final int SIZE = 120_000;

    /** Not enough for all, so that there is always something to evict. */
    static final long BOUND = REFERENCES * SIZE / 2;

    private CacheUser() {}

    static TestReference reference(int number) {
        return new TestReference(number, SIZE + number);
    }

    public static void main(String[] args) throws IOException {
        Random random = new Random(Long.parseLong(args[1]));
        try (ReferenceCache cache = new ReferenceCache(Path.of(args[0]), BOUND)) {
            while (System.in.available() == 0) {
                for (int i = 0; i < 20; i++) {
                    use(cache, random);
                }
                System.out.println("round");
            }
        }
    }

    private static void use(ReferenceCache cache, Random random) throws IOException {
        TestReference wanted = reference(random.nextInt(REFERENCES));
        try (CachedReference reference = wanted.open(cache)) {
            if (random.nextInt(10) == 0) {
                cache.discard(wanted.sha256);
            }
            if (random.nextInt(50) == 0) {
                cache.clear();
            }
            if (!Arrays.equals(wanted.bytes, Files.readAllBytes(reference.file()))) {
                throw new IllegalStateException("wrong bytes in " + wanted.sha256);
            }
        }
    }
}

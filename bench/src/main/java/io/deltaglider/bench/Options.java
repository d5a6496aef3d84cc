package io.deltaglider.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code bench/run} was asked for.
 *
 * @param runs that count, 1 or more
 * @param families to compare; empty for all
 * @param limit for one run of a tool
 * @param out where to write the report; empty to print only
 */
record Options(
        int runs,
        List<String> families,
        Path corpus,
        Duration limit,
        boolean packing,
        boolean deltas,
        Optional<Path> out) {
    /** The folder that belongs to the project, as seen from its root. */
    private static final Path PUBLISHED = Path.of("docs", "benchmarks");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is not one; says why
     */
    static Options parse(List<String> arguments) {
        int runs = 3;
        List<String> families = new ArrayList<>();
        Path corpus = Path.of(System.getProperty("user.home"), ".cache", "deltaglider-corpus");
        Duration limit = Duration.ofMinutes(2);
        boolean packing = true;
        boolean deltas = true;
        Optional<Path> out = Optional.empty();
        boolean publish = true;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--runs" -> runs = number(option, rest);
                case "--family" -> families.add(value(option, rest));
                case "--corpus" -> corpus = Path.of(value(option, rest));
                case "--limit" -> limit = Duration.ofSeconds(number(option, rest));
                case "--out" -> out = Optional.of(Path.of(value(option, rest)));
                case "--print" -> publish = false;
                case "--no-packing" -> packing = false;
                case "--only-packing" -> deltas = false;
                default ->
                        throw new IllegalArgumentException(
                                "unknown option " + option + "; see bench/run --help");
            }
        }
        if (!packing && !deltas) {
            throw new IllegalArgumentException("--no-packing and --only-packing leave nothing");
        }
        if (out.isEmpty() && publish && families.isEmpty() && packing && deltas) {
            out = Optional.of(PUBLISHED);
        }
        return new Options(runs, List.copyOf(families), corpus, limit, packing, deltas, out);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String option, Iterator<String> rest) {
        String value = value(option, rest);
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same answer as for zero.
        }
        throw new IllegalArgumentException(option + " needs a number from 1 on, not " + value);
    }
}

package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Encodes and decodes each pair of releases with DeltaGlider and with the other tools that are installed, in turn within
 * one run, packs the first release of each family, and writes Markdown tables and a chart. Ours runs warm in this process, as
 * in a server, and as a process of its own; the others as processes, which is how they are used.
 */
public final class Compare {
    /** Time for packing with zstd, in units of the limit for deltas: contents are several times as large as files. */
    private static final int PACKING_PATIENCE = 5;

    private final Options options;
    private final Path folder;
    private final ToolProcess process;

    private Compare(Options options, Path folder) throws InterruptedException {
        this.options = options;
        this.folder = folder;
        this.process = new ToolProcess(options.limit());
    }

    /** Arguments as {@code bench/run --help} tells; the working folder is the project's. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("bench/run: " + e.getMessage());
            System.exit(2);
            return;
        }
        Path folder = Files.createTempDirectory("deltaglider-bench");
        try {
            Report report = new Compare(options, folder).run();
            System.out.print(report.markdown());
            if (options.out().isPresent()) {
                ReportFolder.write(options.out().get(), report);
                System.err.println("written to " + options.out().get());
            }
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private Report run() throws IOException, InterruptedException {
        List<Pair> pairs =
                Pair.all(options.corpus()).stream()
                        .filter(pair ->
                                options.families().isEmpty()
                                        || options.families().contains(pair.family()))
                        .toList();
        if (pairs.isEmpty()) {
            throw new IOException("no pair is of a family " + options.families());
        }
        List<Codec> codecs = codecs();
        List<PairResult> results = new ArrayList<>();
        if (options.deltas()) {
            for (Pair pair : pairs) {
                System.err.println(pair.label());
                results.add(measure(pair, codecs));
            }
        }
        List<Packing> packings = new ArrayList<>();
        if (options.packing()) {
            ToolProcess patient =
                    process.within(
                            Duration.ofSeconds(options.limit().toSeconds() * PACKING_PATIENCE));
            for (Path file : firstOfEachFamily(pairs)) {
                System.err.println("packing " + file.getFileName());
                packings.add(Packing.of(file, patient, folder));
            }
        }
        return new Report(
                Machine.describe(), codecs.stream().map(Codec::name).toList(), results, packings);
    }

    private List<Codec> codecs() throws InterruptedException {
        Path launcher = Path.of("deltaglider").toAbsolutePath();
        List<Codec> codecs = new ArrayList<>();
        codecs.add(new WarmDeltaGlider());
        for (Codec codec : CommandLineCodec.all(process, launcher)) {
            if (codec.installed()) {
                codecs.add(codec);
            } else {
                System.err.println(codec.name() + " is not installed: left out");
            }
        }
        if (!process.tellsMemory()) {
            System.err.println("GNU time is not installed: no figures on memory");
        }
        return codecs;
    }

    private PairResult measure(Pair pair, List<Codec> codecs)
            throws IOException, InterruptedException {
        List<Measurement> measurements =
                codecs.stream().map(codec -> new Measurement(codec, pair)).toList();
        for (int run = 0; run <= options.runs(); run++) {
            for (Measurement measurement : measurements) {
                measurement.run(folder, run > 0);
            }
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (int i = 0; i < codecs.size(); i++) {
            String name = codecs.get(i).name();
            measurements.get(i).figures().ifPresent(found -> figures.put(name, found));
        }
        return new PairResult(pair, Files.size(pair.target()), figures);
    }

    private static Set<Path> firstOfEachFamily(List<Pair> pairs) {
        Map<String, Path> first = new LinkedHashMap<>();
        pairs.forEach(pair -> first.putIfAbsent(pair.family(), pair.reference()));
        return new LinkedHashSet<>(first.values());
    }
}

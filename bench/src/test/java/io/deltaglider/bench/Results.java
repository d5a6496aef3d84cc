package io.deltaglider.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Made-up results to lay out. */
final class Results {
    static final List<String> TOOLS =
            List.of(Report.WARM, Report.COLD, Report.XDELTA3, "zstd", "bsdiff");

    private Results() {}

    static Pair pair(String reference, String target) {
        return new Pair("family", Path.of(reference), Path.of(target));
    }

    /** Two pairs, of which bsdiff did only the first. */
    static Report report() {
        return new Report(
                "2 cores (Test & Sons)",
                TOOLS,
                List.of(
                        new PairResult(
                                pair("tomcat-9.0.80.zip", "tomcat-9.0.82.zip"),
                                12_266_408,
                                Map.of(
                                        Report.WARM,
                                        figures(156_637, 0.5, 0),
                                        Report.COLD,
                                        figures(156_637, 1.25, 300L << 20),
                                        Report.XDELTA3,
                                        figures(7_201_855, 2, 80L << 20),
                                        "zstd",
                                        figures(7_000_000, 12, 90L << 20),
                                        "bsdiff",
                                        figures(6_900_000, 20, 200L << 20))),
                        new PairResult(
                                pair("kotlin-compiler-1.9.20.jar", "kotlin-compiler-1.9.21.jar"),
                                61_634_300,
                                Map.of(
                                        Report.WARM,
                                        figures(3_000, 0.5, 0),
                                        Report.COLD,
                                        figures(3_000, 0.75, 400L << 20),
                                        Report.XDELTA3,
                                        figures(759_776, 2, 80L << 20),
                                        "zstd",
                                        figures(61_000_000, 30, 90L << 20)))),
                List.of(
                        new Packing(
                                "tomcat-9.0.80.zip",
                                12_000_000,
                                new Packing.Packed(6_000_000, 1.5, 0.25),
                                new Packing.Packed(5_500_000, 9.5, 0.5),
                                OptionalLong.of(11_900_000),
                                30_000_000,
                                OptionalLong.of(6_100_000),
                                OptionalLong.empty())));
    }

    private static Figures figures(long bytes, double encodeSeconds, long peak) {
        return new Figures(
                bytes,
                encodeSeconds,
                0.1,
                peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak));
    }
}

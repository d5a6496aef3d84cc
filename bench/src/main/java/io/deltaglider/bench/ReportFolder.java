package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder where results are published: a page that people write around a generated part, and a chart. */
final class ReportFolder {
    private static final String BEGIN = "<!-- Written by bench/run from here on. -->";
    private static final String END = "<!-- Written by bench/run up to here. -->";

    private ReportFolder() {}

    /** Puts the results into the page, which is begun if there is none, and writes the chart. */
    static void write(Path folder, Report report) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("sizes.svg"),
                SizeChart.of(
                        report.tools().stream().filter(tool -> !tool.equals(Report.COLD)).toList(),
                        report.pairs()));
        Path page = folder.resolve("README.md");
        String text = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n";
        Files.writeString(page, withResults(text, report.markdown()));
    }

    /** The page with the part between the two marks replaced; at the end if it has no marks. */
    static String withResults(String page, String results) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        String before = begin < 0 ? page.stripTrailing() + "\n\n" : page.substring(0, begin);
        String after = begin < 0 || end < begin ? "\n" : page.substring(end + END.length());
        return before
                + BEGIN
                + "\n\n![Sizes of the deltas](sizes.svg)\n\n"
                + results.strip()
                + "\n\n"
                + END
                + after;
    }
}

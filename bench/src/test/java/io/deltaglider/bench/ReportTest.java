package io.deltaglider.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

class ReportTest {
    @Test
    void sizesAreShownWithSharesAndSums() {
        String text = Results.report().markdown();
        assertThat(text)
                .contains("| pair | target | DeltaGlider | of target | xdelta3 | zstd | bsdiff |\n")
                .contains("|---|---:|---:|---:|---:|---:|---:|\n")
                .contains(
                        "| tomcat-9.0.80 → 9.0.82.zip | 12,266,408 | **156,637** | 1.28 % |"
                                + " 7,201,855 | 7,000,000 | 6,900,000 |\n")
                .contains("| 61,634,300 | **3,000** | 0.005 % | 759,776 | 61,000,000 | – |\n")
                .contains(
                        "| **sum** | 73,900,708 | **159,637** | 0.22 % | 7,961,631 | 68,000,000 |"
                                + " – |\n");
    }

    @Test
    void timesAreShownBesideXdelta3() {
        String text = Results.report().markdown();
        assertThat(text)
                .contains("| 0.50 s | 1.25 s | 2.00 s | 12.0 s | 20.0 s | 4.0 x | 1.6 x |\n")
                .contains("| **sum** | 1.00 s | 2.00 s | 4.00 s | 42.0 s | – | 4.0 x | 2.0 x |\n")
                .contains("| 123 | 123 | 123 | 123 | 123 |\n");
    }

    @Test
    void memoryIsThatOfProcessesOnly() {
        assertThat(Results.report().markdown())
                .contains("| pair | DeltaGlider, cold | xdelta3 | zstd | bsdiff |\n")
                .contains("| tomcat-9.0.80 → 9.0.82.zip | 300 | 80 | 90 | 200 |\n");
    }

    @Test
    void packingStandsBesideZstd() {
        assertThat(Results.report().markdown())
                .contains(
                        "| tomcat-9.0.80.zip | 12,000,000 | **6,000,000** | 50.0 % |"
                                + " **5,500,000** | 45.8 % | 11,900,000 | 30,000,000 | 6,100,000 |"
                                + " – |\n")
                .contains("| tomcat-9.0.80.zip | 1.50 s | 9.50 s | 120 | 60 |\n");
    }

    @Test
    void everyRowHasAsManyCellsAsItsHeading() {
        int columns = 0;
        for (String line : Results.report().markdown().lines().toList()) {
            if (!line.startsWith("|")) {
                columns = 0;
                continue;
            }
            int found = line.split("\\|", -1).length;
            if (columns == 0) {
                columns = found;
            }
            assertThat(found).as(line).isEqualTo(columns);
        }
    }

    @Test
    void figuresLookTheSameInEveryLocale() {
        String before = Results.report().markdown();
        String chart = SizeChart.of(List.of(Report.WARM), Results.report().pairs());
        Locale locale = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Results.report().markdown()).isEqualTo(before);
            assertThat(SizeChart.of(List.of(Report.WARM), Results.report().pairs()))
                    .isEqualTo(chart);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void aRowOfAnotherWidthIsRefused() {
        MarkdownTable table = new MarkdownTable(List.of("one", "two"));
        assertThatThrownBy(() -> table.row(List.of("1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPageKeepsWhatPeopleWroteAroundTheResults(@TempDir Path folder) throws Exception {
        Path page = folder.resolve("README.md");
        ReportFolder.write(folder, Results.report());
        String first = Files.readString(page);
        assertThat(first).startsWith("# Benchmarks\n").contains("### Size of the delta");
        Files.writeString(page, "Before\n" + first.replace("9.0.82", "old") + "\nAfter\n");
        ReportFolder.write(folder, Results.report());
        assertThat(Files.readString(page)).isEqualTo("Before\n" + first + "\nAfter\n");
        assertThat(folder.resolve("sizes.svg")).isNotEmptyFile();
    }

    @Test
    void pairsTellWhatTheirNamesShareOnce() {
        assertThat(Results.pair("typescript-5.4.2.tgz", "typescript-5.5.2.tgz").label())
                .isEqualTo("typescript-5.4.2 → 5.5.2.tgz");
        assertThat(
                        Results.pair(
                                        "apache-maven-3.9.4-bin.tar.gz",
                                        "apache-maven-3.9.5-bin.tar.gz")
                                .label())
                .isEqualTo("apache-maven-3.9.4 → 3.9.5-bin.tar.gz");
        assertThat(
                        Results.pair("esbuild-linux-x64-0.20.1.tgz", "esbuild-linux-x64-0.20.2.tgz")
                                .label())
                .isEqualTo("esbuild-linux-x64-0.20.1 → 0.20.2.tgz");
        assertThat(Results.pair("a.zip", "b.jar").label()).isEqualTo("a.zip → b.jar");
        assertThat(Results.pair("a", "a").label()).isEqualTo("a → a");
    }

    @Test
    void allPairsOfTheCorpusAreRead() {
        assertThat(Pair.all(Path.of("corpus")))
                .hasSizeGreaterThan(10)
                .allSatisfy(pair -> assertThat(pair.target()).startsWithRaw(Path.of("corpus")))
                .doesNotHaveDuplicates();
    }
}

package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.deltaspace.Deltaspace;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private static String series(String key) {
        return Deltaspace.of(key).name();
    }

    @Test
    void withoutANumberAgeDecides() {
        Retention retention = new Retention(daysAgo(90), 0, RetentionTest::series);
        assertThat(retention.offer("a", daysAgo(91))).contains("a");
        assertThat(retention.offer("b", daysAgo(90))).isEmpty();
        assertThat(retention.offer("c", daysAgo(89))).isEmpty();
    }

    @Test
    void theNewestStayInWhateverOrderTheyAreListed() {
        List<Integer> days = new ArrayList<>();
        for (int day = 0; day < 200; day++) {
            days.add(day);
        }
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(days, new Random(seed));
            Retention retention = new Retention(daysAgo(90), 95, RetentionTest::series);
            List<String> gone =
                    days.stream()
                            .map(day -> retention.offer("n/db-" + day + ".gz", daysAgo(day)))
                            .flatMap(Optional::stream)
                            .toList();
            assertThat(gone).hasSize(105).doesNotHaveDuplicates();
            for (int day = 0; day < 95; day++) {
                assertThat(gone).doesNotContain("n/db-" + day + ".gz");
            }
        }
    }

    @Test
    void whenBackupsHaveStoppedTheLastOnesStay() {
        Retention retention = new Retention(daysAgo(90), 7, RetentionTest::series);
        for (int day = 500; day < 507; day++) {
            assertThat(retention.offer("n/db-" + day + ".gz", daysAgo(day))).isEmpty();
            // Another series that goes on does not push them out.
            assertThat(retention.offer("n/files-" + day + ".gz", daysAgo(day - 500))).isEmpty();
        }
        assertThat(retention.offer("n/db-507.gz", daysAgo(507))).contains("n/db-507.gz");
    }

    @Test
    void youngOnesStayHoweverMany() {
        Retention retention = new Retention(daysAgo(90), 1, RetentionTest::series);
        for (int i = 0; i < 20; i++) {
            assertThat(retention.offer("db-" + i, daysAgo(20 - i))).isEmpty();
        }
    }

    @Test
    void withoutAnAgeOnlyTheNumberDecides() {
        Retention retention = new Retention(null, 2, RetentionTest::series);
        assertThat(retention.offer("db-1", NOW)).isEmpty();
        assertThat(retention.offer("db-2", NOW)).isEmpty();
        // Of the same second, the name that comes first is the older one.
        assertThat(retention.offer("db-3", NOW)).contains("db-1");
        assertThat(retention.offer("db-0", NOW)).contains("db-0");
    }
}

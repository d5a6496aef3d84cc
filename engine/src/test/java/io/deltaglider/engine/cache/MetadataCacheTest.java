package io.deltaglider.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.deltaglider.engine.cache.MetadataCache.StoredState;
import io.deltaglider.engine.object.LogicalMetadata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class MetadataCacheTest {
    private static final LogicalMetadata DELTA =
            new LogicalMetadata(
                    61_634_300, "d41d8cd98f00b204e9800998ecf8427e", Optional.empty(), true);
    private static final LogicalMetadata DATED =
            new LogicalMetadata(
                    0, "x-2", Optional.of(Instant.parse("2024-02-29T23:59:59.123456789Z")), false);

    @TempDir Path folder;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** One that opens its database at once. */
    private static MetadataCache cache(Path folder, String store) {
        return new MetadataCache(
                folder, store, MetadataCache.DEFAULT_MAX_ROWS, 1, InstantSource.system());
    }

    @Test
    void givesBackWhatWasPut() {
        try (MetadataCache cache = cache(folder, "http://store")) {
            assertThat(cache.get("b", "k", "e", 1)).isEmpty();
            cache.put("b", "k", "e", 1, DELTA);
            cache.put("b", "k", "e2", 1, DATED);
            assertThat(cache.get("b", "k", "e", 1)).contains(DELTA);
            assertThat(cache.get("b", "k", "e2", 1)).contains(DATED);
            cache.put("b", "k", "e", 1, DATED);
            assertThat(cache.get("b", "k", "e", 1)).contains(DATED);
        }
    }

    @Test
    void outlivesTheProgram() {
        try (MetadataCache cache = cache(folder.resolve("new/sub"), "s")) {
            cache.put("b", "k", "e", 1, DELTA);
        }
        try (MetadataCache cache = cache(folder.resolve("new/sub"), "s")) {
            assertThat(cache.get("b", "k", "e", 1)).contains(DELTA);
        }
    }

    @Test
    void anyDifferenceIsAnotherObject() {
        try (MetadataCache cache = cache(folder, "s");
                MetadataCache otherStore = cache(folder, "s2")) {
            cache.put("b", "k", "e", 1, DELTA);
            assertThat(cache.get("B", "k", "e", 1)).isEmpty();
            assertThat(cache.get("b", "K", "e", 1)).isEmpty();
            assertThat(cache.get("b", "k", "E", 1)).isEmpty();
            assertThat(cache.get("b", "k", "e", 2)).isEmpty();
            assertThat(cache.get("bk", "", "e", 1)).isEmpty();
            assertThat(cache.get("b", "ke", "", 1)).isEmpty();
            assertThat(otherStore.get("b", "k", "e", 1)).isEmpty();
            assertThat(cache.get("b", "k", "e", 1)).isPresent();
        }
    }

    @Test
    void quotesOfETagsDoNotMatter() {
        try (MetadataCache cache = cache(folder, "s")) {
            cache.put("b", "k", "\"e\"", 1, DELTA);
            assertThat(cache.get("b", "k", "e", 1)).contains(DELTA);
            assertThat(cache.get("b", "k", "\"e\"", 1)).contains(DELTA);
        }
    }

    @Test
    void answersForManyAtOnce() {
        try (MetadataCache cache = cache(folder, "s")) {
            Map<StoredState, LogicalMetadata> all = new HashMap<>();
            for (int i = 0; i < 3000; i++) {
                all.put(
                        new StoredState("k" + i, "e", i),
                        new LogicalMetadata(i, "l" + i, Optional.empty(), i % 2 == 0));
            }
            cache.putAll("b", all);
            List<StoredState> asked = new ArrayList<>(all.keySet());
            asked.add(new StoredState("unknown", "e", 0));
            assertThat(cache.getAll("b", asked)).isEqualTo(all);
            assertThat(cache.getAll("b", List.of())).isEmpty();
        }
    }

    @Test
    void touchesNothingBeforeItIsUsed() {
        cache(folder.resolve("untouched"), "s").close();
        assertThat(folder.resolve("untouched")).doesNotExist();
    }

    /** Loading SQLite for a few rows takes longer than it saves. */
    @Test
    void opensItsDatabaseWhenThatPays() {
        Path lazy = folder.resolve("lazy");
        try (MetadataCache cache = new MetadataCache(lazy, "s")) {
            for (int i = 0; i < 31; i++) {
                cache.put("b", "k" + i, "e", 1, DELTA);
            }
            assertThat(known(cache, 40)).hasSize(31);
            assertThat(lazy).doesNotExist();
        }
        try (MetadataCache cache = new MetadataCache(lazy, "s")) {
            assertThat(known(cache, 40)).isEmpty();
            for (int i = 0; i < 32; i++) {
                cache.put("b", "k" + i, "e", 1, DELTA);
            }
            assertThat(lazy).isDirectoryContaining("glob:**metadata-2.sqlite");
            assertThat(known(cache, 40)).hasSize(32);
        }
        try (MetadataCache cache = new MetadataCache(lazy, "s")) {
            assertThat(known(cache, 40)).hasSize(32);
            cache.put("b", "k39", "e", 1, DELTA); // it is open now
        }
        try (MetadataCache cache = new MetadataCache(lazy, "s")) {
            assertThat(known(cache, 40)).hasSize(33);
        }
    }

    @Test
    void createsItsFolderForTheOwnerOnly() throws IOException {
        Path own = folder.resolve("own");
        try (MetadataCache cache = cache(own, "s")) {
            cache.put("b", "k", "e", 1, DELTA);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
    }

    @Test
    void dropsWhatWasUsedLongestAgo() {
        try (MetadataCache cache = new MetadataCache(folder, "s", 160, 1, () -> now)) {
            for (int i = 0; i < 160; i++) {
                cache.put("b", "k" + i, "e", 1, DELTA);
                now = now.plusSeconds(1);
            }
            assertThat(known(cache, 160)).hasSize(160);
            now = now.plus(Duration.ofDays(2));
            assertThat(cache.get("b", "k0", "e", 1)).contains(DELTA); // used again
            now = now.plusSeconds(1);
            cache.put("b", "k160", "e", 1, DELTA);
            List<Integer> known = known(cache, 161);
            assertThat(known)
                    .hasSize(150)
                    .contains(0, 160)
                    .doesNotContain(1, 2, 10, 11)
                    .contains(12);
        }
    }

    /** The bound holds over all programs, also those that add one row each. */
    @Test
    void staysBoundedOverManyShortRuns() {
        for (int i = 0; i < 40; i++) {
            now = now.plusSeconds(1);
            try (MetadataCache cache = new MetadataCache(folder, "s", 20, 1, () -> now)) {
                cache.put("b", "k" + i, "e", 1, DELTA);
            }
        }
        try (MetadataCache cache = new MetadataCache(folder, "s", 20, 1, () -> now)) {
            assertThat(known(cache, 40)).hasSizeBetween(19, 20).contains(39).doesNotContain(0, 19);
        }
    }

    private static List<Integer> known(MetadataCache cache, int count) {
        List<Integer> known = new ArrayList<>();
        List<StoredState> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            states.add(new StoredState("k" + i, "e", 1));
        }
        Map<StoredState, LogicalMetadata> found = cache.getAll("b", states);
        for (int i = 0; i < count; i++) {
            if (found.containsKey(states.get(i))) {
                known.add(i);
            }
        }
        return known;
    }

    @Test
    void aBrokenDatabaseIsNoCache() throws IOException {
        Files.writeString(
                folder.resolve("metadata-2.sqlite"),
                "this is no database, and long enough to say so. ".repeat(100));
        assertUseless(folder);
    }

    @Test
    void aDatabaseOfAnotherShapeIsNoCache() throws Exception {
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("metadata-2.sqlite"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE metadata (other INTEGER)");
            statement.execute("CREATE TABLE removed (other INTEGER)");
        }
        assertUseless(folder);
    }

    @Test
    void aFolderThatCannotBeIsNoCache() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertUseless(file.resolve("below"));
    }

    /** It behaves as if it were empty, and says so once. */
    private static void assertUseless(Path folder) {
        Logger log = (Logger) LoggerFactory.getLogger(MetadataCache.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        log.addAppender(said);
        try (MetadataCache cache = cache(folder, "s")) {
            cache.put("b", "k", "e", 1, DELTA);
            assertThat(cache.get("b", "k", "e", 1)).isEmpty();
            assertThat(cache.getAll("b", List.of(new StoredState("k", "e", 1)))).isEmpty();
        } finally {
            log.detachAppender(said);
        }
        assertThat(said.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getFormattedMessage())
                                .contains(folder.toString(), "delete the file"));
    }

    @Test
    void isNoCacheAfterClosing() {
        MetadataCache cache = cache(folder, "s");
        cache.put("b", "k", "e", 1, DELTA);
        cache.close();
        cache.close();
        cache.put("b", "k2", "e", 1, DELTA);
        assertThat(cache.get("b", "k", "e", 1)).isEmpty();
    }

    /** Each cache has a connection of its own, as if they were of different processes. */
    @Test
    void isSharedByManyWriters() throws Exception {
        int writers = 6;
        int rounds = 40;
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                running.add(
                        threads.submit(() -> {
                            try (MetadataCache cache = cache(folder, "s")) {
                                for (int i = 0; i < rounds; i++) {
                                    cache.put("b" + writer, "k" + i, "e", 1, DELTA);
                                    assertThat(cache.get("b" + writer, "k" + i, "e", 1))
                                            .contains(DELTA);
                                }
                            }
                        }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        }
        try (MetadataCache cache = cache(folder, "s")) {
            for (int w = 0; w < writers; w++) {
                for (int i = 0; i < rounds; i++) {
                    assertThat(cache.get("b" + w, "k" + i, "e", 1)).contains(DELTA);
                }
            }
        }
    }
}

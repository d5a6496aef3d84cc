package io.deltaglider.engine.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.Bodies;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.Stores;
import io.deltaglider.engine.layout.ContentHint;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.simulation.SimulatedS3;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Contents that several deltaspaces share, and hints where they lie, under collections; on a store whose clock can be set. */
class ContentHintsTest {
    private static final String BUCKET = "bucket";
    private static final byte[] FIRST = Bodies.random(1, 70_000);
    private static final byte[] OTHER = Bodies.random(4, 70_000);
    private static final Duration A_DAY = Duration.ofHours(24).plusSeconds(2);

    @TempDir Path folder;

    private Instant now = Instant.parse("2026-02-03T04:05:06Z");
    private final SimulatedS3 store = new SimulatedS3(() -> now, 3);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private DeltaGliderS3Client client;
    private int engines;

    @BeforeEach
    void open() {
        client = engine();
    }

    @AfterEach
    void close() {
        client.close();
        threads.close();
    }

    private DeltaGliderS3Client engine() {
        return new DeltaGliderS3Client(
                store,
                EngineOptions.defaults()
                        .withShareFrom(FIRST.length)
                        .withCacheDirectory(folder.resolve("cache" + engines++)),
                Executors.newVirtualThreadPerTaskExecutor(),
                () -> now);
    }

    private CollectReport collectAfterADay(CollectOptions options) {
        now = now.plus(A_DAY);
        CollectReport report =
                new Collector(store, "here", threads, () -> now).collect(BUCKET, options);
        assertThat(report.errors()).isEmpty();
        return report;
    }

    private List<String> hints() {
        return Stores.keys(store, BUCKET, ContentHint.HINTS_PREFIX);
    }

    private static String hint(byte[] content) {
        return ContentHint.keyFor(Bodies.sha256(content));
    }

    @Test
    void hintsGoWithTheLastReferenceOfTheirContent() {
        Stores.put(client, BUCKET, "left/app.bin", FIRST);
        Stores.put(client, BUCKET, "other/file.bin", OTHER);
        for (int day = 0; day < 4; day++) {
            collectAfterADay(CollectOptions.defaults());
        }
        assertThat(hints()).containsExactlyInAnyOrder(hint(FIRST), hint(OTHER));

        client.deleteObject(r -> r.bucket(BUCKET).key("left/app.bin"));
        assertThat(collectAfterADay(CollectOptions.defaults()).referencesRetired()).isOne();
        collectAfterADay(CollectOptions.defaults().withDryRun(true));
        assertThat(hints()).hasSize(2);
        CollectReport report = collectAfterADay(CollectOptions.defaults());
        assertThat(report.deletedCount()).as("hints do not count").isOne();
        assertThat(hints()).containsExactly(hint(OTHER));
    }

    /** A writer announces its reference before writing it; it may also have died there. */
    @Test
    void hintsToNothingStayForTheGracePeriod() {
        Stores.put(client, BUCKET, "other/file.bin", OTHER);
        now = now.plus(A_DAY);
        store.putObject(r -> r.bucket(BUCKET).key(hint(FIRST)), RequestBody.empty());
        now = now.plus(Duration.ofHours(23));
        new Collector(store, "here", threads, () -> now).collect(BUCKET, CollectOptions.defaults());
        assertThat(hints()).hasSize(2);
        collectAfterADay(CollectOptions.defaults());
        assertThat(hints()).containsExactly(hint(OTHER));
    }

    @Test
    void whatIsSharedOutlivesTheObjectThatItCameWith() {
        Stores.put(client, BUCKET, "left/app.bin", FIRST);
        Stores.put(client, BUCKET, "right/app.bin", FIRST);
        client.deleteObject(r -> r.bucket(BUCKET).key("left/app.bin"));
        for (int day = 0; day < 4; day++) {
            assertThat(collectAfterADay(CollectOptions.defaults()).referencesRetired()).isZero();
        }
        try (DeltaGliderS3Client fresh = engine()) {
            assertThat(Stores.get(fresh, BUCKET, "right/app.bin")).isEqualTo(FIRST);
        }
        assertThat(Stores.references(store, BUCKET))
                .extracting(ReferenceKey::depth)
                .containsExactlyInAnyOrder(0, 1);

        client.deleteObject(r -> r.bucket(BUCKET).key("right/app.bin"));
        for (int day = 0; day < 6; day++) {
            collectAfterADay(CollectOptions.defaults());
        }
        assertThat(Stores.keys(store, BUCKET, ".deltaglider/")).isEmpty();
    }
}

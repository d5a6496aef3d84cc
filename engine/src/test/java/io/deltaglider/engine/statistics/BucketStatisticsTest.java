package io.deltaglider.engine.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.listing.LogicalListing;
import io.deltaglider.engine.listing.LogicalLookup;
import io.deltaglider.engine.listing.MemoryS3;
import io.deltaglider.engine.object.LogicalMetadata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

final class BucketStatisticsTest {
    private final MemoryS3 backend = new MemoryS3();
    private final Map<String, LogicalMetadata> logical = new HashMap<>();
    private int references;

    private BucketStatistics collect(Path cacheFolder, String prefix) {
        try (MetadataCache cache = new MetadataCache(cacheFolder, "memory")) {
            LogicalListing listing =
                    new LogicalListing(
                            backend,
                            cache,
                            (bucket, key, version) -> {
                                return new LogicalLookup.Answer(
                                        "e", 0, Objects.requireNonNull(logical.get(key), key));
                            });
            return BucketStatistics.collect(backend, listing, "bucket", prefix);
        }
    }

    private void putDelta(String key, long size, long stored) {
        backend.objects.put(key, stored);
        logical.put(key, new LogicalMetadata(size, "e", Optional.empty(), true));
    }

    private void putRaw(String key, long size) {
        backend.objects.put(key, size);
        logical.put(key, new LogicalMetadata(size, "e", Optional.empty(), false));
    }

    private void putReference(String ofKey, long stored) {
        String sha256 = String.format("%064x", references++);
        backend.objects.put(
                new ReferenceKey(Deltaspace.of(ofKey).id(), sha256, 0, 999_999, 0, "-").key(),
                stored);
    }

    @Test
    void sumsUpABucket(@TempDir Path folder) {
        putDelta("a/app-1.0.zip", 1000, 5);
        putDelta("a/app-1.1.zip", 1100, 20);
        putDelta("b/tool-1.0.zip", 500, 5);
        putRaw("b/readme.txt", 7);
        putRaw("empty", 0);
        putReference("a/app-1.0.zip", 1000);
        putReference("b/tool-1.0.zip", 500);
        backend.objects.put(
                new ReferenceKey("0123456789abcdef", "ab".repeat(32), 0, 5, 0, "-").markerKey(),
                1_000_000L);
        backend.objects.put(ReferenceKey.REFERENCES_PREFIX + "not-a-reference", 1_000_000L);
        backend.objects.put(ReservedKeys.PREFIX + "tmp/x", 1_000_000L);

        BucketStatistics all = collect(folder, "");
        assertThat(all).isEqualTo(new BucketStatistics(5, 3, 2, 2607, 37, 2, 1500));
        assertThat(all.totalStored()).isEqualTo(1537);
        assertThat(all.saved()).isEqualTo(1070);
        assertThat(all.ratio()).isCloseTo(1537.0 / 2607, within(1e-12));
        assertThat(all.savings()).isCloseTo(1070.0 / 2607, within(1e-12));
    }

    @Test
    void countsTheReferencesOfAPart(@TempDir Path folder) {
        putDelta("a/app-1.0.zip", 1000, 5);
        putDelta("a/app-1.1.zip", 1100, 20);
        putRaw("a/tool-2.0.zip", 300);
        putDelta("b/tool-1.0.zip", 500, 5);
        putReference("a/app-9.zip", 1000);
        putReference("a/app-9.zip", 900);
        putReference("a/tool-9.zip", 50);
        putReference("b/tool-9.zip", 500);
        // The raw object needs no reference.
        assertThat(collect(folder, "a/"))
                .isEqualTo(new BucketStatistics(3, 2, 1, 2400, 325, 2, 1900));
        assertThat(collect(folder, "b/")).isEqualTo(new BucketStatistics(1, 1, 0, 500, 5, 1, 500));
        assertThat(collect(folder, "c/")).isEqualTo(new BucketStatistics(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void nothingSavesNothing(@TempDir Path folder) {
        BucketStatistics none = collect(folder, "");
        assertThat(none.ratio()).isEqualTo(1);
        assertThat(none.savings()).isZero();
        assertThat(none.saved()).isZero();
    }

    @Test
    void aFirstVersionCostsMoreThanItSaves(@TempDir Path folder) {
        putDelta("app-1.zip", 1000, 300);
        putReference("app-1.zip", 1000);
        assertThat(collect(folder, "").saved()).isEqualTo(-300);
        assertThat(collect(folder, "").savings()).isCloseTo(-0.3, within(1e-12));
    }

    @Test
    void goesOverAllPages(@TempDir Path folder) {
        for (int i = 0; i < 2500; i++) {
            putDelta("k" + i, 10, 2);
            putReference("k0", 3);
        }
        assertThat(collect(folder, ""))
                .isEqualTo(new BucketStatistics(2500, 2500, 0, 25_000, 5000, 2500, 7500));
        assertThat(collect(folder, "k"))
                .isEqualTo(new BucketStatistics(2500, 2500, 0, 25_000, 5000, 2500, 7500));
    }

    @Test
    void aMissingBucketIsNotAnEmptyOne(@TempDir Path folder) {
        try (MetadataCache cache = new MetadataCache(folder, "memory")) {
            LogicalListing listing =
                    new LogicalListing(
                            backend,
                            cache,
                            (bucket, key, version) -> {
                                throw new AssertionError(key);
                            });
            assertThatThrownBy(() -> BucketStatistics.collect(backend, listing, "other", ""))
                    .isInstanceOf(NoSuchBucketException.class);
        }
    }
}

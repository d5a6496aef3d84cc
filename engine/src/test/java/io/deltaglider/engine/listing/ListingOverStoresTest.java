package io.deltaglider.engine.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.LogicalMetadata;
import io.deltaglider.store.EmbeddedStore;
import io.deltaglider.store.testing.CountingS3Client;
import io.deltaglider.store.testing.LocalS3Server;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jump over the reserved keys, on stores that others have written. */
final class ListingOverStoresTest {
    private static final List<String> KEYS =
            List.of(
                    "!early",
                    ".deltaglide",
                    ".deltaglider",
                    ".deltaglider0",
                    ".e/x",
                    "a",
                    "a/b",
                    "a/c",
                    "z",
                    "é",
                    "\uff5e",
                    "😀");

    @Test
    void overTheEmbeddedStore(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"))) {
            assertListsOnlyUserKeys(store, KEYS, folder);
        }
    }

    @Test
    void overHttp(@TempDir Path folder) throws Exception {
        try (LocalS3Server server = LocalS3Server.inMemory()) {
            // S3Proxy's own store has no key beside a folder of the same name, and its own order.
            List<String> unlike = List.of("a", ".deltaglider", "\uff5e");
            List<String> keys = KEYS.stream().filter(key -> !unlike.contains(key)).toList();
            assertListsOnlyUserKeys(server.client(), keys, folder);
        }
    }

    private static void assertListsOnlyUserKeys(S3Client store, List<String> keys, Path folder) {
        CountingS3Client backend = new CountingS3Client(store);
        backend.createBucket(b -> b.bucket("bucket"));
        keys.forEach(key -> put(backend, key));
        for (int i = 0; i < 15; i++) {
            put(backend, ReservedKeys.PREFIX + "refs/" + i);
        }
        try (MetadataCache cache = new MetadataCache(folder.resolve("cache"), "store")) {
            LogicalListing listing =
                    new LogicalListing(
                            backend,
                            cache,
                            (bucket, key, version) -> {
                                var head = backend.headObject(b -> b.bucket(bucket).key(key));
                                return new LogicalLookup.Answer(
                                        head.eTag(),
                                        head.contentLength(),
                                        new LogicalMetadata(
                                                1000, head.eTag(), Optional.empty(), true));
                            });
            for (int limit : new int[] {1, 2, 3, 5, 1000}) {
                assertThat(allV2(listing, limit, null)).as("page size %d", limit).isEqualTo(keys);
                assertThat(allV1(listing, limit)).as("page size %d", limit).isEqualTo(keys);
                assertThat(allV2(listing, limit, "/"))
                        .containsExactlyInAnyOrderElementsOf(grouped(keys));
            }
            assertThat(backend.count("HeadObject")).isEqualTo(keys.size());
            backend.reset();
            allV2(listing, 1000, null);
            allV2(listing, 1000, "/");
            assertThat(backend.total()).isEqualTo(2);
        }
    }

    private static List<String> grouped(List<String> keys) {
        return keys.stream()
                .map(key ->
                        key.substring(0, key.contains("/") ? key.indexOf('/') + 1 : key.length()))
                .distinct()
                .toList();
    }

    private static void put(S3Client client, String key) {
        client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString("content"));
    }

    private static List<String> allV2(
            LogicalListing listing, int limit, @Nullable String delimiter) {
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page =
                    listing.listObjectsV2(
                            ListObjectsV2Request.builder()
                                    .bucket("bucket")
                                    .maxKeys(limit)
                                    .delimiter(delimiter)
                                    .encodingType(EncodingType.URL)
                                    .continuationToken(token)
                                    .build());
            page.contents()
                    .forEach(object -> {
                        assertThat(object.size()).isEqualTo(1000);
                        names.add(object.key());
                    });
            page.commonPrefixes().forEach(group -> names.add(group.prefix()));
            token = page.nextContinuationToken();
            assertThat(page.keyCount())
                    .isEqualTo(page.contents().size() + page.commonPrefixes().size());
            assertThat(token == null || page.keyCount() == limit).isTrue();
        } while (token != null);
        return names;
    }

    private static List<String> allV1(LogicalListing listing, int limit) {
        List<String> names = new ArrayList<>();
        String marker = null;
        do {
            ListObjectsResponse page =
                    listing.listObjects(
                            ListObjectsRequest.builder()
                                    .bucket("bucket")
                                    .maxKeys(limit)
                                    .marker(marker)
                                    .build());
            page.contents().forEach(object -> names.add(object.key()));
            marker = page.nextMarker();
        } while (marker != null);
        return names;
    }
}

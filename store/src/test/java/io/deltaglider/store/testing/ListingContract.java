package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Keys, and listings of them: order, pages, prefixes, delimiters. */
abstract class ListingContract extends ConditionContract {
    private ListObjectsV2Response list(Consumer<ListObjectsV2Request.Builder> change) {
        return client().listObjectsV2(b -> {
            b.bucket(bucket);
            change.accept(b);
        });
    }

    private static List<String> keys(ListObjectsV2Response page) {
        return page.contents().stream().map(S3Object::key).toList();
    }

    private static List<String> prefixes(ListObjectsV2Response page) {
        return page.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
    }

    private void putAll(String... keys) {
        for (String key : keys) {
            put(key, "content of " + key);
        }
    }

    private static List<String> inOrder(List<String> keys) {
        List<String> sorted = new ArrayList<>(keys);
        sorted.sort((a, b) ->
                Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        return sorted;
    }

    @Test
    void anEntrySaysWhatHeadSays() {
        String eTag = put("k", "hello");
        ListObjectsV2Response page = list(b -> {});
        assertThat(page.isTruncated()).isFalse();
        assertThat(page.keyCount()).isEqualTo(1);
        S3Object entry = page.contents().getFirst();
        assertThat(entry.size()).isEqualTo(5);
        assertThat(entry.eTag()).isEqualTo(eTag);
        assertThat(entry.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(entry.lastModified().getEpochSecond())
                .isEqualTo(
                        client().headObject(b -> b.bucket(bucket).key("k"))
                                .lastModified()
                                .getEpochSecond());
    }

    @Test
    void keysAreInTheOrderOfTheirBytes() {
        List<String> keys =
                List.of(
                        "a", "a!", "a-b", "a.b", "a/b", "a/b/c", "a0", "aa", "B", "ab", "z", "ä",
                        "€", "Z/z");
        List<String> possible =
                anyKey()
                        ? keys
                        : keys.stream().filter(k -> !k.equals("a") && !k.equals("a/b")).toList();
        putAll(possible.toArray(new String[0]));
        assertThat(keys()).isEqualTo(inOrder(possible));
    }

    @Test
    void keysOutsideOfTheBasicPlaneComeLast() {
        assumeTrue(orderOfBytes(), "this store orders by UTF-16");
        List<String> keys = List.of("\uD83D\uDE00", "\uFF5E", "\uD7FF", "z");
        putAll(keys.toArray(new String[0]));
        assertThat(keys()).isEqualTo(inOrder(keys));
    }

    @Test
    void everyPageSizeGivesTheSameKeys() {
        assumeTrue(anyKey(), "this store cannot hold an object beside a folder of its name");
        List<String> keys =
                List.of("a", "a/1", "a/2/x", "a/2/y", "a-1", "b", "b/", "b/1", "c/1", "c/2", "d");
        putAll(keys.toArray(new String[0]));
        for (int pageSize : List.of(1, 2, 3, 5, 10, 11, 12)) {
            List<String> found = new ArrayList<>();
            String token = null;
            do {
                String continueWith = token;
                ListObjectsV2Response page =
                        list(b -> b.maxKeys(pageSize).continuationToken(continueWith));
                assertThat(page.contents().size()).isLessThanOrEqualTo(pageSize);
                found.addAll(keys(page));
                token = page.nextContinuationToken();
                assertThat(page.isTruncated()).isEqualTo(token != null);
            } while (token != null);
            assertThat(found).as("pages of %s", pageSize).isEqualTo(inOrder(keys));
        }
    }

    @Test
    void prefixesAndDelimitersRollUp() {
        putAll("top", "x/1", "x/2", "x/y/3", "x/z/4", "xx/5", "w/6");
        ListObjectsV2Response root = list(b -> b.delimiter("/"));
        assertThat(keys(root)).containsExactly("top");
        assertThat(prefixes(root)).containsExactly("w/", "x/", "xx/");
        ListObjectsV2Response x = list(b -> b.prefix("x/").delimiter("/"));
        assertThat(keys(x)).containsExactly("x/1", "x/2");
        assertThat(prefixes(x)).containsExactly("x/y/", "x/z/");
        ListObjectsV2Response partial = list(b -> b.prefix("x").delimiter("/"));
        assertThat(keys(partial)).isEmpty();
        assertThat(prefixes(partial)).containsExactly("x/", "xx/");
        assertThat(keys(list(b -> b.prefix("x/")))).containsExactly("x/1", "x/2", "x/y/3", "x/z/4");
        assertThat(keys(list(b -> b.prefix("x/y")))).containsExactly("x/y/3");
        assertThat(keys(list(b -> b.prefix("nothing")))).isEmpty();
        assertThat(prefixes(list(b -> b.prefix("x/y/").delimiter("/")))).isEmpty();
    }

    @Test
    void commonPrefixesPageLikeKeys() {
        putAll("a/1", "a/2", "b", "c/1", "c/2", "d/1", "e");
        for (int pageSize : List.of(1, 2, 3, 4, 5)) {
            List<String> found = new ArrayList<>();
            String token = null;
            do {
                String continueWith = token;
                ListObjectsV2Response page =
                        list(b ->
                                b.delimiter("/").maxKeys(pageSize).continuationToken(continueWith));
                assertThat(page.contents().size() + page.commonPrefixes().size())
                        .isLessThanOrEqualTo(pageSize);
                found.addAll(keys(page));
                found.addAll(prefixes(page));
                token = page.nextContinuationToken();
            } while (token != null);
            assertThat(found)
                    .as("pages of %s", pageSize)
                    .containsExactlyInAnyOrder("a/", "b", "c/", "d/", "e");
        }
    }

    @Test
    void anyDelimiterRollsUp() {
        assumeTrue(anyDelimiter(), "this store knows the slash only");
        putAll("2024-01-a", "2024-01-b", "2024-02-a", "2025", "x--y");
        ListObjectsV2Response page = list(b -> b.delimiter("-"));
        assertThat(keys(page)).containsExactly("2025");
        assertThat(prefixes(page)).containsExactly("2024-", "x-");
        assertThat(prefixes(list(b -> b.delimiter("--")))).containsExactly("x--");
        assertThat(prefixes(list(b -> b.prefix("2024-").delimiter("-"))))
                .containsExactly("2024-01-", "2024-02-");
    }

    @Test
    void startAfterSkips() {
        putAll("a", "b", "c/1", "c/2", "d");
        assertThat(keys(list(b -> b.startAfter("b")))).containsExactly("c/1", "c/2", "d");
        assertThat(keys(list(b -> b.startAfter("bb")))).containsExactly("c/1", "c/2", "d");
        assertThat(keys(list(b -> b.startAfter("c/1")))).containsExactly("c/2", "d");
        assertThat(keys(list(b -> b.startAfter("z")))).isEmpty();
        assertThat(keys(list(b -> b.startAfter("a").prefix("c/")))).containsExactly("c/1", "c/2");
    }

    @Test
    void noKeysAreAPageToo() {
        putAll("a");
        ListObjectsV2Response none = list(b -> b.maxKeys(0));
        assertThat(none.contents()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
    }

    @Test
    void theOldListingPagesByMarker() {
        putAll("a", "b/1", "b/2", "c", "d");
        List<String> found = new ArrayList<>();
        String marker = "";
        while (true) {
            String from = marker;
            ListObjectsResponse page =
                    client().listObjects(
                                    b -> b.bucket(bucket).delimiter("/").maxKeys(1).marker(from));
            page.contents().forEach(object -> found.add(object.key()));
            page.commonPrefixes().forEach(prefix -> found.add(prefix.prefix()));
            if (!page.isTruncated()) {
                break;
            }
            marker = page.nextMarker();
        }
        assertThat(found).containsExactly("a", "b/", "c", "d");
    }

    @Test
    void encodedListingsComeBackDecoded() {
        putAll("a b/c+d%20ü");
        assertThat(keys(list(b -> b.encodingType("url")))).containsExactly("a b/c+d%20ü");
    }

    @Test
    void awkwardKeysWork() {
        List<String> keys =
                new ArrayList<>(
                        List.of(
                                "with space",
                                "plus+and&amp",
                                "per%20cent%",
                                "quote\"'",
                                "back\\slash",
                                "ünïcödé/ключ/鍵",
                                "\uD83D\uDE00.zip",
                                "e\u0301",
                                "\u00e9",
                                "UPPER",
                                "upper",
                                "tilde~star*query?hash#",
                                "a;b=c@d:e,f",
                                ".hidden",
                                "..two",
                                "...",
                                "trailing.",
                                "x".repeat(200),
                                "colon:pipe|less<"));
        if (anyKey()) {
            keys.addAll(
                    List.of(
                            "a",
                            "a/b",
                            "a//b",
                            "a//",
                            "a/",
                            "/lead",
                            "//",
                            "/",
                            "dot/./x",
                            "dot/../../x",
                            "..",
                            ".",
                            "../up",
                            "long/" + "y".repeat(1019),
                            "y".repeat(1024),
                            "é".repeat(512)));
        }
        List<String> failed = new ArrayList<>();
        for (String key : keys) {
            try {
                put(key, "content of " + key);
            } catch (SdkException e) {
                failed.add(key + ": " + e.getMessage());
            }
        }
        assertThat(failed).isEmpty();
        for (String key : keys) {
            assertThat(get(key)).isEqualTo("content of " + key);
        }
        assertThat(keys()).isEqualTo(inOrder(keys));
        for (String key : keys) {
            client().deleteObject(b -> b.bucket(bucket).key(key));
        }
        assertThat(keys()).isEmpty();
    }

    @Test
    void aKeyOfMoreThan1024BytesIsRefused() {
        assumeTrue(anyKey(), "this store has the limits of its file system");
        String key = "k".repeat(1025);
        failsWithOneOf(
                List.of(400, 414),
                () ->
                        client().putObject(
                                        b -> b.bucket(bucket).key(key),
                                        RequestBody.fromString("v")));
        assertThat(keys()).isEmpty();
    }

    @Test
    void aFolderMarkerIsAnObjectOfItsOwn() {
        putAll("folder/file");
        client().putObject(b -> b.bucket(bucket).key("folder/"), RequestBody.empty());
        assertThat(keys()).containsExactly("folder/", "folder/file");
        ListObjectsV2Response page = list(b -> b.prefix("folder/").delimiter("/"));
        assertThat(keys(page)).containsExactly("folder/", "folder/file");
        client().deleteObject(b -> b.bucket(bucket).key("folder/"));
        assertThat(keys()).containsExactly("folder/file");
        client().deleteObject(b -> b.bucket(bucket).key("folder/file"));
        assertThat(keys()).isEmpty();
    }

    @Test
    void aFolderMarkerMayHaveContent() {
        assumeTrue(anyKey(), "this store makes a directory of a key that ends with a slash");
        putAll("folder/", "folder/file");
        assertThat(get("folder/")).isEqualTo("content of folder/");
        client().deleteObject(b -> b.bucket(bucket).key("folder/"));
        assertThat(get("folder/file")).isEqualTo("content of folder/file");
    }
}

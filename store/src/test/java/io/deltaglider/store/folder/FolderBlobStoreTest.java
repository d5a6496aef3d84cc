package io.deltaglider.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;

import io.deltaglider.store.BlobStoreS3Client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What the folder does besides what the contract asks for: a full disk, damaged files, links, threads that come and go. */
class FolderBlobStoreTest {
    private static S3Client open(Path folder) throws IOException {
        S3Client s3 = new BlobStoreS3Client(FolderBlobStore.open(folder));
        if (s3.listBuckets().buckets().isEmpty()) {
            s3.createBucket(b -> b.bucket("test"));
        }
        return s3;
    }

    private static void put(S3Client s3, String key, String text) {
        s3.putObject(b -> b.bucket("test").key(key), RequestBody.fromString(text));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void assertFails(int status, String message, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status))
                .hasMessageContaining(message);
    }

    @Test
    void aFullDiskIsSaidAndLeavesNothingBehind() throws IOException {
        Configuration small =
                Configuration.unix().toBuilder()
                        .setAttributeViews("basic", "owner", "posix", "unix")
                        .setMaxSize(1 << 20)
                        .setBlockSize(4096)
                        .build();
        try (FileSystem disk = Jimfs.newFileSystem(small);
                S3Client s3 = open(disk.getPath("/store"))) {
            put(s3, "k", "before");
            int files = files(disk.getPath("/store")).size();
            byte[] large = new byte[2 << 20];
            assertFails(
                    507,
                    "disk full",
                    () ->
                            s3.putObject(
                                    b -> b.bucket("test").key("k"), RequestBody.fromBytes(large)));
            assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("k")).asUtf8String())
                    .isEqualTo("before");
            assertThat(files(disk.getPath("/store"))).hasSize(files);
            put(s3, "k", "after");
            assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("k")).asUtf8String())
                    .isEqualTo("after");
        }
    }

    @Test
    void aDamagedFileIsListedRefusedToReadersAndCanBeReplacedOrDeleted(@TempDir Path folder)
            throws IOException {
        try (S3Client s3 = open(folder)) {
            put(s3, "good", "1");
            put(s3, "bad", "2");
            Path file = folder.resolve("buckets/test/objects/bad=");
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents())
                    .extracting("key")
                    .containsExactly("bad", "good");
            // Neither old nor too short to need anything: nobody may remove it, or what it needs.
            assertThat(s3.listObjectsV2(b -> b.bucket("test").prefix("bad")).contents())
                    .singleElement()
                    .satisfies(bad -> {
                        assertThat(bad.size()).isGreaterThanOrEqualTo(1024);
                        assertThat(bad.lastModified())
                                .isAfter(Instant.now().minus(Duration.ofDays(1)));
                    });
            assertFails(
                    500, file.toString(), () -> s3.headObject(b -> b.bucket("test").key("bad")));
            assertFails(
                    500, "damaged", () -> s3.getObjectAsBytes(b -> b.bucket("test").key("bad")));
            put(s3, "bad", "written over");
            assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("bad")).asUtf8String())
                    .isEqualTo("written over");
            Files.write(file, bytes);
            s3.deleteObject(b -> b.bucket("test").key("bad"));
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents())
                    .extracting("key")
                    .containsExactly("good");
        }
    }

    @Test
    void linksOutOfTheFolderAreNotFollowed(@TempDir Path folder, @TempDir Path outside)
            throws IOException {
        try (S3Client s3 = open(folder)) {
            put(s3, "there/k", "inside");
            Path there = folder.resolve("buckets/test/objects/there");
            Path secret = Files.move(there, outside.resolve("there"));
            Files.createSymbolicLink(there, secret);
            assertFails(
                    500,
                    "symbolic link",
                    () -> s3.getObjectAsBytes(b -> b.bucket("test").key("there/k")));
            assertFails(500, "symbolic link", () -> put(s3, "there/new", "x"));
            assertFails(
                    500,
                    "symbolic link",
                    () -> s3.deleteObject(b -> b.bucket("test").key("there/k")));
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents()).isEmpty();
            Files.delete(there);
            Files.createSymbolicLink(
                    folder.resolve("buckets/test/objects/k="), secret.resolve("k="));
            assertFails(
                    500,
                    "symbolic link",
                    () -> s3.getObjectAsBytes(b -> b.bucket("test").key("k")));
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents())
                    .extracting("key")
                    .containsExactly("k");
            assertThat(secret.resolve("k=")).exists();
        }
    }

    @Test
    void keysAndBucketsNeverLeaveTheFolder(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("store");
        try (S3Client s3 = open(folder)) {
            for (String key :
                    List.of(
                            "../../../../up",
                            "/etc/passwd",
                            "..",
                            "a/../../../../../up",
                            "..\\up",
                            "C:\\x",
                            "x\0y")) {
                put(s3, key, key);
                assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key(key)).asUtf8String())
                        .isEqualTo(key);
            }
            for (String bucket :
                    List.of("..", "../x", "a/b", ".", "UPPER", "a..b", "x\0y", "-ab", "")) {
                assertThatThrownBy(() -> s3.createBucket(b -> b.bucket(bucket)))
                        .isInstanceOf(S3Exception.class);
                assertThatThrownBy(() -> s3.headBucket(b -> b.bucket(bucket)))
                        .isInstanceOfSatisfying(
                                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
            }
        }
        try (Stream<Path> beside = Files.list(parent)) {
            assertThat(beside).containsExactly(folder);
        }
    }

    @Test
    void deletingTheLastObjectOfAFolderRemovesTheDirectories(@TempDir Path folder)
            throws IOException {
        try (S3Client s3 = open(folder)) {
            put(s3, "a/b/c/d", "1");
            put(s3, "a/x", "2");
            s3.deleteObject(b -> b.bucket("test").key("a/b/c/d"));
            assertThat(folder.resolve("buckets/test/objects/a/b")).doesNotExist();
            s3.deleteObject(b -> b.bucket("test").key("a/x"));
            assertThat(folder.resolve("buckets/test/objects")).isEmptyDirectory();
        }
    }

    @Test
    void directoriesThatComeAndGoUnderManyThreadsLoseNothing(@TempDir Path folder)
            throws Exception {
        try (S3Client s3 = open(folder)) {
            List<Future<?>> futures = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int t = 0; t < 8; t++) {
                    String key = "deep/er/" + t;
                    futures.add(
                            threads.submit(() -> {
                                for (int i = 0; i < 100; i++) {
                                    String text = key + " " + i;
                                    put(s3, key, text);
                                    assertThat(
                                                    s3.getObjectAsBytes(
                                                                    b -> b.bucket("test").key(key))
                                                            .asUtf8String())
                                            .isEqualTo(text);
                                    s3.listObjectsV2(b -> b.bucket("test").delimiter("/"));
                                    s3.deleteObject(b -> b.bucket("test").key(key));
                                }
                                put(s3, key, "last");
                            }));
                }
            }
            for (Future<?> future : futures) {
                future.get();
            }
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents()).hasSize(8);
            assertThat(folder.resolve("staging")).isEmptyDirectory();
        }
    }

    @Test
    void changingTagsRacingAnOverwriteNeverBringsOldContentBack(@TempDir Path folder)
            throws Exception {
        try (S3Client s3 = open(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            put(s3, "k", "0");
            Future<?> tagger =
                    threads.submit(() -> {
                        for (int i = 0; i < 200; i++) {
                            Tag tag = Tag.builder().key("n").value(String.valueOf(i)).build();
                            s3.putObjectTagging(
                                    b -> b.bucket("test").key("k").tagging(t -> t.tagSet(tag)));
                        }
                    });
            for (int i = 1; i <= 200; i++) {
                String text = String.valueOf(i);
                put(s3, "k", text);
                assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("k")).asUtf8String())
                        .isEqualTo(text);
            }
            tagger.get();
        }
    }

    @Test
    void whatTheStoreHoldsIsThereWhenItIsOpenedAgain(@TempDir Path folder) throws IOException {
        String upload;
        try (S3Client s3 = open(folder)) {
            s3.putObject(
                    b ->
                            b.bucket("test")
                                    .key("k")
                                    .contentType("text/x")
                                    .metadata(Map.of("m", "ü"))
                                    .tagging("t=1"),
                    RequestBody.fromString("v"));
            upload = s3.createMultipartUpload(b -> b.bucket("test").key("big")).uploadId();
            s3.uploadPart(
                    b -> b.bucket("test").key("big").uploadId(upload).partNumber(1),
                    RequestBody.fromString("part"));
        }
        Files.write(folder.resolve("staging/left-over"), "x".getBytes(StandardCharsets.UTF_8));
        try (S3Client s3 = open(folder)) {
            assertThat(folder.resolve("staging")).isEmptyDirectory();
            var object = s3.getObjectAsBytes(b -> b.bucket("test").key("k"));
            assertThat(object.asUtf8String()).isEqualTo("v");
            assertThat(object.response().contentType()).isEqualTo("text/x");
            assertThat(object.response().metadata()).isEqualTo(Map.of("m", "ü"));
            assertThat(object.response().tagCount()).isEqualTo(1);
            assertThat(s3.listParts(b -> b.bucket("test").key("big").uploadId(upload)).parts())
                    .hasSize(1);
        }
    }
}

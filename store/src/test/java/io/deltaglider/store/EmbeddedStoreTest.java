package io.deltaglider.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltaglider.store.folder.StoreInUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Opening and closing, other processes, and what the store refuses. */
class EmbeddedStoreTest {
    // --- One process at a time

    @Test
    void aSecondStoreInTheSameProcessIsRefusedUntilTheFirstIsClosed(@TempDir Path folder)
            throws IOException {
        try (EmbeddedStore first = EmbeddedStore.open(folder)) {
            first.createBucket(b -> b.bucket("test"));
            for (Path again : List.of(folder, folder.resolve("../" + folder.getFileName()))) {
                assertThatThrownBy(() -> EmbeddedStore.open(again))
                        .isInstanceOf(StoreInUseException.class)
                        .hasMessageContaining(folder.toRealPath().toString())
                        .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
            }
            // Nor does the attempt cost the first one its lock.
            assertThat(openElsewhere(folder)).contains("StoreInUseException");
        }
        try (EmbeddedStore second = EmbeddedStore.open(folder)) {
            assertThat(second.listBuckets().buckets()).hasSize(1);
        }
    }

    @Test
    void aClosedStoreDoesNothingAnyMore(@TempDir Path folder) throws IOException {
        EmbeddedStore closed = EmbeddedStore.open(folder);
        closed.createBucket(b -> b.bucket("test"));
        closed.putObject(b -> b.bucket("test").key("k"), RequestBody.fromString("old"));
        closed.close();
        closed.close();
        try (EmbeddedStore other = EmbeddedStore.open(folder)) {
            List<Runnable> operations =
                    List.of(
                            closed::listBuckets,
                            () -> closed.headBucket(b -> b.bucket("test")),
                            () -> closed.createBucket(b -> b.bucket("more")),
                            () -> closed.deleteBucket(b -> b.bucket("test")),
                            () -> closed.listObjectsV2(b -> b.bucket("test")),
                            () ->
                                    closed.putObject(
                                            b -> b.bucket("test").key("k"),
                                            RequestBody.fromString("new")),
                            () -> closed.getObjectAsBytes(b -> b.bucket("test").key("k")),
                            () -> closed.headObject(b -> b.bucket("test").key("k")),
                            () -> closed.deleteObject(b -> b.bucket("test").key("k")),
                            () ->
                                    closed.copyObject(b ->
                                            b.sourceBucket("test")
                                                    .sourceKey("k")
                                                    .destinationBucket("test")
                                                    .destinationKey("l")),
                            () -> closed.createMultipartUpload(b -> b.bucket("test").key("m")),
                            () -> closed.listMultipartUploads(b -> b.bucket("test")));
            for (Runnable each : operations) {
                assertThatThrownBy(each::run)
                        .isInstanceOf(SdkClientException.class)
                        .hasMessageContaining("has been closed");
            }
            assertThat(other.listObjectsV2(b -> b.bucket("test")).contents()).hasSize(1);
            assertThat(other.getObjectAsBytes(b -> b.bucket("test").key("k")).asUtf8String())
                    .isEqualTo("old");
        }
    }

    @Test
    void whatIsStoredIsItsOwnersAlone(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("new/store");
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            store.createBucket(b -> b.bucket("test"));
            store.putObject(b -> b.bucket("test").key("a/b"), RequestBody.fromString("secret"));
            store.createMultipartUpload(b -> b.bucket("test").key("m"));
        }
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all)
                    .isNotEmpty()
                    .allSatisfy(each ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(each)))
                                    .as(each.toString())
                                    .isEqualTo(
                                            Files.isDirectory(each) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void howABodyWasSentIsNoEncodingOfTheObject(@TempDir Path folder) throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            store.createBucket(b -> b.bucket("test"));
            store.putObject(
                    b -> b.bucket("test").key("k").contentEncoding("AWS-chunked, gzip"),
                    RequestBody.fromString("x"));
            store.putObject(
                    b -> b.bucket("test").key("l").contentEncoding("aws-chunked"),
                    RequestBody.fromString("x"));
            assertThat(store.headObject(b -> b.bucket("test").key("k")).contentEncoding())
                    .isEqualTo("gzip");
            assertThat(store.headObject(b -> b.bucket("test").key("l")).contentEncoding()).isNull();
        }
    }

    @Test
    void aSecondProcessIsRefusedByName(@TempDir Path folder) throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            assertThat(openElsewhere(store.folder()))
                    .contains(
                            "StoreInUseException",
                            store.folder().toString(),
                            "process " + ProcessHandle.current().pid(),
                            "wait");
        }
        assertThat(openElsewhere(folder)).contains("opened");
    }

    @Test
    void aKilledProcessLeavesTheOldObjectOrTheNewOne(@TempDir Path folder) throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 6; round++) {
            Process writer = OtherProcess.start("write", folder);
            try (BufferedReader output = writer.inputReader()) {
                // It prints a line for each object stored; so many in, it may be anywhere in the
                // next.
                int lines = 1 + random.nextInt(30);
                for (int i = 0; i < lines; i++) {
                    assertThat(output.readLine()).isNotNull();
                }
                writer.destroyForcibly();
                writer.waitFor();
            }
            try (EmbeddedStore store = EmbeddedStore.open(folder)) {
                var object = store.getObjectAsBytes(b -> b.bucket("test").key("k"));
                byte[] bytes = object.asByteArray();
                String seed = object.response().metadata().get("seed");
                assertThat(bytes).isEqualTo(OtherProcess.content(Integer.parseInt(seed)));
                assertThat(store.listObjectsV2(b -> b.bucket("test")).contents()).hasSize(1);
                assertThat(folder.resolve("staging")).isEmptyDirectory();
            }
        }
    }

    private static String openElsewhere(Path folder) throws IOException {
        Process process = OtherProcess.start("open", folder);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // --- Folders that are none of ours

    @Test
    void aFolderWithOtherThingsIsRefusedAndLeftAlone(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> EmbeddedStore.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not empty")
                .hasMessageContaining("letter.txt");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFileIsNoFolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> EmbeddedStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void aLayoutOfTheFutureIsRefused(@TempDir Path folder) throws IOException {
        EmbeddedStore.open(folder).close();
        Files.writeString(folder.resolve("deltaglider-store"), "DeltaGlider store, layout 3\n");
        assertThatThrownBy(() -> EmbeddedStore.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layout 3");
    }

    @Test
    void foldersOnTheWayAreMade(@TempDir Path folder) throws IOException {
        Path deep = folder.resolve("a/b/c");
        try (EmbeddedStore store = EmbeddedStore.open(deep)) {
            assertThat(store.listBuckets().buckets()).isEmpty();
            assertThat(store.folder()).isEqualTo(deep.toRealPath());
        }
    }

    // --- What it refuses

    private static void refused(int status, String code, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(status);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    @Test
    void whatItCannotDoIsNotImplemented(@TempDir Path folder) throws IOException {
        try (EmbeddedStore s3 = EmbeddedStore.open(folder)) {
            s3.createBucket(b -> b.bucket("test"));
            refused(501, "NotImplemented", () -> s3.getBucketPolicy(b -> b.bucket("test")));
            refused(
                    501,
                    "NotImplemented",
                    () ->
                            s3.putBucketVersioning(b ->
                                    b.bucket("test")
                                            .versioningConfiguration(v ->
                                                    v.status(BucketVersioningStatus.ENABLED))));
            refused(
                    501,
                    "NotImplemented",
                    () ->
                            s3.putObject(
                                    b ->
                                            b.bucket("test")
                                                    .key("k")
                                                    .serverSideEncryption(
                                                            ServerSideEncryption.AES256),
                                    RequestBody.empty()));
            refused(
                    404,
                    "NoSuchVersion",
                    () -> s3.getObjectAsBytes(b -> b.bucket("test").key("k").versionId("v1")));
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents()).isEmpty();
            assertThat(s3.getBucketVersioning(b -> b.bucket("test")).status()).isNull();
        }
    }

    @Test
    void bodiesMustBeAsLongAsTheySay(@TempDir Path folder) throws IOException {
        try (EmbeddedStore s3 = EmbeddedStore.open(folder)) {
            s3.createBucket(b -> b.bucket("test"));
            byte[] ten = new byte[10];
            for (long length : List.of(9L, 11L, 0L)) {
                refused(
                        400,
                        "IncompleteBody",
                        () ->
                                s3.putObject(
                                        b -> b.bucket("test").key("k"),
                                        RequestBody.fromInputStream(
                                                new ByteArrayInputStream(ten), length)));
            }
            assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents()).isEmpty();
            s3.putObject(
                    b -> b.bucket("test").key("k"),
                    RequestBody.fromContentProvider(
                            () -> new ByteArrayInputStream(ten), "application/octet-stream"));
            assertThat(s3.headObject(b -> b.bucket("test").key("k")).contentLength()).isEqualTo(10);
        }
    }

    @Test
    void headersThatNoHeaderCanCarryAreRefused(@TempDir Path folder) throws IOException {
        try (EmbeddedStore s3 = EmbeddedStore.open(folder)) {
            s3.createBucket(b -> b.bucket("test"));
            refused(
                    400,
                    "InvalidArgument",
                    () ->
                            s3.putObject(
                                    b -> b.bucket("test").key("k").metadata(Map.of("m", "a\nb")),
                                    RequestBody.empty()));
            refused(
                    400,
                    "InvalidArgument",
                    () ->
                            s3.putObject(
                                    b -> b.bucket("test").key("k").metadata(Map.of("m n", "a")),
                                    RequestBody.empty()));
            refused(
                    400,
                    "InvalidArgument",
                    () ->
                            s3.putObject(
                                    b -> b.bucket("test").key("k").contentType("text\r\nX: y"),
                                    RequestBody.empty()));
        }
    }

    @Test
    void aClosedBodyOfTheCallersIsAClientError(@TempDir Path folder) throws IOException {
        try (EmbeddedStore s3 = EmbeddedStore.open(folder)) {
            s3.createBucket(b -> b.bucket("test"));
            RequestBody broken =
                    RequestBody.fromContentProvider(
                            () -> {
                                throw new IllegalStateException("no second stream");
                            },
                            10,
                            "text/plain");
            assertThatThrownBy(() -> s3.putObject(b -> b.bucket("test").key("k"), broken))
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("no second stream");
        }
    }

    @Test
    void answersHaveAStatusAndErrorsHaveDetails(@TempDir Path folder) throws IOException {
        try (EmbeddedStore s3 = EmbeddedStore.open(folder)) {
            s3.createBucket(b -> b.bucket("test"));
            var stored = s3.putObject(b -> b.bucket("test").key("k"), RequestBody.fromString("v"));
            assertThat(stored.sdkHttpResponse().isSuccessful()).isTrue();
            assertThat(stored.responseMetadata().requestId()).isNotNull();
            assertThatThrownBy(() -> s3.headObject(b -> b.bucket("test").key("x")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> {
                                assertThat(e.awsErrorDetails().serviceName()).isEqualTo("S3");
                                assertThat(e.awsErrorDetails().sdkHttpResponse().statusCode())
                                        .isEqualTo(404);
                                assertThat(e).hasMessageContaining("s3://test/x");
                            });
        }
    }

    @Test
    @SuppressWarnings("deprecation") // old programs use it
    void theOldFormOfACopysSourceWorks(@TempDir Path folder) throws IOException {
        try (EmbeddedStore s3 = EmbeddedStore.open(folder)) {
            s3.createBucket(b -> b.bucket("test"));
            s3.putObject(b -> b.bucket("test").key("a b/ü+c"), RequestBody.fromString("v"));
            s3.copyObject(b ->
                    b.copySource("/test/a%20b/%C3%BC+c")
                            .destinationBucket("test")
                            .destinationKey("to"));
            assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("to")).asUtf8String())
                    .isEqualTo("v");
            refused(
                    400,
                    "InvalidArgument",
                    () ->
                            s3.copyObject(b ->
                                    b.copySource("nothing")
                                            .destinationBucket("test")
                                            .destinationKey("to")));
        }
    }

    @Test
    void aFlippedBitIsAnErrorOfEveryReadingAndOfACheckedHead(@TempDir Path folder)
            throws IOException {
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            store.createBucket(r -> r.bucket("bucket"));
            store.putObject(r -> r.bucket("bucket").key("key"), RequestBody.fromBytes(bytes));
            Path file = folder.resolve("buckets/bucket/objects/key=");
            byte[] stored = Files.readAllBytes(file);
            for (int at : new int[] {0, (2 << 20) + 1}) {
                byte[] changed = stored.clone();
                changed[at] ^= 1;
                Files.write(file, changed);
                assertThatThrownBy(() -> store.getObjectAsBytes(r -> r.bucket("bucket").key("key")))
                        .hasStackTraceContaining("\"key\" is damaged on this store's disk");
                assertThatThrownBy(() ->
                                store.headObject(r ->
                                        r.bucket("bucket")
                                                .key("key")
                                                .checksumMode(ChecksumMode.ENABLED)))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e ->
                                        assertThat(e.awsErrorDetails().errorCode())
                                                .isEqualTo("ObjectDamaged"));
                store.copyObject(r ->
                        r.sourceBucket("bucket")
                                .sourceKey("key")
                                .destinationBucket("bucket")
                                .destinationKey("copy"));
                assertThatThrownBy(
                                () -> store.getObjectAsBytes(r -> r.bucket("bucket").key("copy")))
                        .hasStackTraceContaining("is damaged");
            }
            Files.write(file, stored);
            assertThat(store.getObjectAsBytes(r -> r.bucket("bucket").key("key")).asByteArray())
                    .isEqualTo(bytes);
        }
    }
}

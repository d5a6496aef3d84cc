package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.deltaglider.store.BlobStoreS3Client;
import io.deltaglider.store.testing.Fault;
import io.deltaglider.store.testing.FaultyS3Client;

import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every kind of failure at every request in turn: afterwards everything that was acknowledged reads back exactly, what was not
 * is the old object or the new one, and no read ever gave a wrong byte.
 */
class FaultTest {
    private static final byte[] FIRST = Bodies.random(1, 70_000);
    private static final byte[] SECOND = Bodies.version(FIRST, 2);
    private static final byte[] THIRD = Bodies.version(FIRST, 3);
    private static final byte[] UNRELATED = Bodies.random(4, 70_000);
    private static final byte[] SMALL = Bodies.random(5, 500);

    /** What there is before every operation. */
    private static final Map<String, byte[]> BEFORE =
            Map.of("v1/app.bin", FIRST, "v2/app.bin", SECOND, "small", SMALL);

    private static final String TEMPLATE = "template";

    @TempDir Path folder;
    private S3Client store;
    private S3Client reader;
    private int runs;

    @BeforeEach
    void open() throws IOException {
        store = new BlobStoreS3Client(new TransientNio2BlobStore());
        reader = engine(store, "reader");
        store.createBucket(r -> r.bucket(TEMPLATE));
        new TreeMap<>(BEFORE).forEach((key, bytes) -> Stores.put(reader, TEMPLATE, key, bytes));
    }

    @AfterEach
    void close() {
        store.close();
    }

    interface Action {
        void run(S3Client client, String bucket, String key);
    }

    /** What a client does, and what its key holds afterwards: null for nothing. */
    @SuppressWarnings("ImmutableEnumChecker") // nobody changes the bytes
    enum Operation {
        PUT_FIRST_VERSION("other/file.bin", UNRELATED, put(UNRELATED)),
        PUT_SAME_ELSEWHERE("other/file.bin", FIRST, put(FIRST)),
        PUT_NEXT_VERSION("v3/app.bin", THIRD, put(THIRD)),
        PUT_UNRELATED("v3/app.bin", UNRELATED, put(UNRELATED)),
        PUT_SMALL("small", FIRST, put(FIRST)),
        OVERWRITE("v2/app.bin", THIRD, put(THIRD)),
        OVERWRITE_IF_MATCH(
                "v2/app.bin",
                THIRD,
                (client, bucket, key) -> {
                    String etag = client.headObject(r -> r.bucket(bucket).key(key)).eTag();
                    client.putObject(
                            r -> r.bucket(bucket).key(key).ifMatch(etag),
                            RequestBody.fromBytes(THIRD));
                }),
        COPY_DELTA("copy", SECOND, copy("v2/app.bin")),
        COPY_ONTO_ITSELF("v2/app.bin", SECOND, copy("v2/app.bin")),
        DELETE(
                "v2/app.bin",
                null,
                (client, bucket, key) -> client.deleteObject(r -> r.bucket(bucket).key(key))),
        GET_DELTA(
                "v2/app.bin",
                SECOND,
                (client, bucket, key) ->
                        assertThat(Stores.get(client, bucket, key)).isEqualTo(SECOND)),
        GET_RANGE(
                "v2/app.bin",
                SECOND,
                (client, bucket, key) ->
                        assertThat(Stores.range(client, bucket, key, "bytes=1000-60000"))
                                .isEqualTo(Arrays.copyOfRange(SECOND, 1000, 60_001))),
        GET_RAW(
                "small",
                SMALL,
                (client, bucket, key) ->
                        assertThat(Stores.get(client, bucket, key)).isEqualTo(SMALL)),
        LIST(
                "v2/app.bin",
                SECOND,
                (client, bucket, key) -> {
                    Map<String, Long> sizes = new TreeMap<>();
                    for (S3Object each : client.listObjectsV2(r -> r.bucket(bucket)).contents()) {
                        sizes.put(each.key(), each.size());
                    }
                    Map<String, Long> expected = new TreeMap<>();
                    BEFORE.forEach((each, bytes) -> expected.put(each, (long) bytes.length));
                    assertThat(sizes).isEqualTo(expected);
                });

        final String key;
        final byte @Nullable [] after;
        final Action action;

        Operation(String key, byte @Nullable [] after, Action action) {
            this.key = key;
            this.after = after;
            this.action = action;
        }

        private static Action put(byte[] bytes) {
            return (client, bucket, key) -> Stores.put(client, bucket, key, bytes);
        }

        private static Action copy(String source) {
            return (client, bucket, key) ->
                    client.copyObject(r ->
                            r.sourceBucket(bucket)
                                    .sourceKey(source)
                                    .destinationBucket(bucket)
                                    .destinationKey(key)
                                    .metadataDirective(MetadataDirective.REPLACE)
                                    .metadata(Map.of("a", "b")));
        }
    }

    private static List<Fault> faults() {
        return List.of(
                Fault.internalError(),
                Fault.slowDown(),
                Fault.tooManyRequests(),
                Fault.accessDenied(),
                new Fault.TimeoutBefore(),
                new Fault.AnswerLost(),
                new Fault.BodyBreaksOff(100),
                new Fault.BodyEndsEarly(100),
                new Fault.BodyEndsEarly(0));
    }

    @ParameterizedTest
    @EnumSource
    void atEveryCallInTurn(Operation operation) {
        int calls = run(operation, Fault.internalError(), Integer.MAX_VALUE);
        for (Fault fault : faults()) {
            for (int call = 1; call <= calls; call++) {
                run(operation, fault, call);
            }
        }
    }

    /** Runs the operation with one fault, and checks everything; returns how many calls there were. */
    private int run(Operation operation, Fault fault, int failingCall) {
        String bucket = "run" + runs++;
        store.createBucket(r -> r.bucket(bucket));
        for (String key : Stores.keys(store, TEMPLATE, "")) {
            store.copyObject(r ->
                    r.sourceBucket(TEMPLATE)
                            .sourceKey(key)
                            .destinationBucket(bucket)
                            .destinationKey(key));
        }
        FaultyS3Client faulty = new FaultyS3Client(store);
        S3Client client = engine(faulty, "cold-" + bucket);
        faulty.failCall(failingCall, fault);
        boolean succeeded = false;
        try {
            operation.action.run(client, bucket, operation.key);
            succeeded = true;
        } catch (SdkException e) {
            if (!faulty.hasFailed()) {
                fail("fails without a fault", e);
            }
        }
        int calls = faulty.calls();
        faulty.heal();
        check(client, bucket, operation, succeeded);
        check(reader, bucket, operation, succeeded);
        if (!succeeded) {
            operation.action.run(client, bucket, operation.key);
            check(client, bucket, operation, true);
        }
        return calls;
    }

    private S3Client engine(S3Client backend, String cache) {
        return new DeltaGliderS3Client(
                backend,
                EngineOptions.defaults()
                        .withShareFrom(FIRST.length)
                        .withCacheDirectory(folder.resolve(cache)));
    }

    private static void check(S3Client reader, String bucket, Operation operation, boolean done) {
        BEFORE.forEach((key, bytes) -> {
            if (!key.equals(operation.key)) {
                assertThat(Stores.get(reader, bucket, key)).isEqualTo(bytes);
            }
        });
        boolean there = Stores.keys(reader, bucket, "").contains(operation.key);
        byte @Nullable [] now = there ? Stores.get(reader, bucket, operation.key) : null;
        if (done) {
            assertThat(now).isEqualTo(operation.after);
        } else {
            assertThat(
                            Arrays.equals(now, BEFORE.get(operation.key))
                                    || Arrays.equals(now, operation.after))
                    .as("the old object or the new one")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("staleBodies")
    void theBodyOfAnotherObjectIsNotServed(byte[] stale) {
        byte[] body = stale.length == 0 ? Stores.get(store, TEMPLATE, "v1/app.bin") : stale;
        for (int call = 1; call <= 3; call++) {
            FaultyS3Client faulty = new FaultyS3Client(store);
            S3Client client = engine(faulty, "stale" + call);
            faulty.failCall(call, new Fault.StaleBody(body));
            try {
                assertThat(Stores.get(client, TEMPLATE, "v2/app.bin")).isEqualTo(SECOND);
            } catch (SdkException e) {
                assertThat(e).hasMessageContaining("v2/app.bin");
            }
        }
    }

    static List<byte[]> staleBodies() {
        return List.of(new byte[0], FIRST, UNRELATED);
    }
}

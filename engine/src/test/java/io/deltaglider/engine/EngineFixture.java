package io.deltaglider.engine;

import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An engine over an embedded store, for one test. */
abstract class EngineFixture {
    static final String BUCKET = "bucket";
    static final byte[] FIRST = Bodies.random(1, 200_000);
    static final byte[] SECOND = Bodies.version(FIRST, 2);
    static final byte[] THIRD = Bodies.version(FIRST, 3);

    @TempDir Path folder;

    /** The store itself, without an engine. */
    S3Client store;

    /** The engine over the store. */
    DeltaGliderS3Client client;

    private final List<S3Client> engines = new ArrayList<>();

    @BeforeEach
    void openStore() throws IOException {
        store = EmbeddedStore.open(folder.resolve("store"));
        store.createBucket(r -> r.bucket(BUCKET));
        client = engine(store, "cache");
    }

    @AfterEach
    void closeStore() {
        engines.forEach(S3Client::close);
        store.close();
    }

    final EngineOptions options(String cache) {
        return EngineOptions.defaults().withCacheDirectory(folder.resolve(cache));
    }

    /** Another engine, with a cache of its own. */
    final DeltaGliderS3Client engine(S3Client backend, String cache) {
        return engine(backend, options(cache));
    }

    final DeltaGliderS3Client engine(S3Client backend, EngineOptions options) {
        DeltaGliderS3Client engine = new DeltaGliderS3Client(new Unclosed(backend), options);
        engines.add(engine);
        return engine;
    }

    /** Two versions in one deltaspace: v1/app.bin, which its reference was made from, and v2/app.bin. */
    final void putTwoVersions() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
    }

    static int status(SdkException failure) {
        return failure instanceof S3Exception s3 ? s3.statusCode() : -1;
    }

    /** Several engines share a store, and each closes what it wraps. */
    private static final class Unclosed extends DelegatingS3Client {
        Unclosed(S3Client delegate) {
            super(delegate);
        }

        @Override
        public void close() {}
    }
}

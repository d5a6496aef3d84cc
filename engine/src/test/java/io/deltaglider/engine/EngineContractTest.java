package io.deltaglider.engine;

import io.deltaglider.store.EmbeddedStore;
import io.deltaglider.store.testing.S3ClientContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;

/** The engine over the embedded store is an S3Client like any other: everything is a delta that can be one. */
class EngineContractTest extends S3ClientContract {
    private static DeltaGliderS3Client client;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        client =
                new DeltaGliderS3Client(
                        EmbeddedStore.open(folder.resolve("store")),
                        EngineOptions.defaults()
                                .withCacheDirectory(folder.resolve("cache"))
                                .withMinSize(1)
                                .withMaxRatio(1));
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Override
    protected S3Client client() {
        return client;
    }
}

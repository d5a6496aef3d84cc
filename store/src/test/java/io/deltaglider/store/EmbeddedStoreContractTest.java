package io.deltaglider.store;

import io.deltaglider.store.testing.S3ClientContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;

/** The embedded store differs from S3 in nothing that the contract asks for. */
class EmbeddedStoreContractTest extends S3ClientContract {
    private static EmbeddedStore store;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    protected S3Client client() {
        return store;
    }
}

package io.deltaglider.engine;

import io.deltaglider.store.testing.HttpS3ContractTest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;

/** The engine over S3 by HTTP: signed requests, aws-chunked bodies, the SDK's checksums. */
class EngineOverHttpContractTest extends HttpS3ContractTest {
    private static DeltaGliderS3Client engine;

    @BeforeAll
    static void open(@TempDir Path folder) {
        engine =
                new DeltaGliderS3Client(
                        server(),
                        EngineOptions.defaults()
                                .withCacheDirectory(folder.resolve("cache"))
                                .withMinSize(1)
                                .withMaxRatio(1));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Override
    protected S3Client client() {
        return engine;
    }
}

package io.deltaglider.engine;

import io.deltaglider.store.testing.ExternalS3ContractTest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;

/** The engine over a real S3 server, where the environment names one: see {@code docs/testing-against-ceph.md}. */
class EngineOverExternalS3ContractTest extends ExternalS3ContractTest {
    @TempDir static Path folder;

    private static @Nullable DeltaGliderS3Client engine;

    @AfterAll
    static void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    protected S3Client client() {
        DeltaGliderS3Client opened = engine;
        if (opened == null) {
            opened =
                    new DeltaGliderS3Client(
                            server(),
                            EngineOptions.defaults()
                                    .withCacheDirectory(folder.resolve("cache"))
                                    .withMinSize(1)
                                    .withMaxRatio(1));
            engine = opened;
        }
        return opened;
    }

    /** The engine compares logical ETags itself, and sends the stored one as every server takes it. */
    @Override
    protected boolean quotedIfMatch() {
        return true;
    }

    /** The engine checks them itself. */
    @Override
    protected boolean copySourceConditions() {
        return true;
    }
}

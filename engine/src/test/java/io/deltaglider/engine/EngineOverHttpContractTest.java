package io.deltaglider.engine;

import io.deltaglider.store.testing.LocalS3Server;
import io.deltaglider.store.testing.S3ClientContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;

/** The engine over S3 by HTTP: signed requests, aws-chunked bodies, the SDK's checksums. */
class EngineOverHttpContractTest extends S3ClientContract {
    private static LocalS3Server server;
    private static DeltaGliderS3Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        server = LocalS3Server.inMemory();
        client =
                new DeltaGliderS3Client(
                        server.client(),
                        EngineOptions.defaults()
                                .withCacheDirectory(folder.resolve("cache"))
                                .withMinSize(1)
                                .withMaxRatio(1));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Override
    protected S3Client client() {
        return client;
    }

    /** S3Proxy honours it, but checks first and writes then: of racing writers several can win. */
    @Override
    protected boolean conditionalPut() {
        return false;
    }

    /** S3Proxy ignores them. */
    @Override
    protected boolean conditionalCopy() {
        return false;
    }

    /** S3Proxy's stores make a path of a key. */
    @Override
    protected boolean anyKey() {
        return false;
    }

    /** S3Proxy orders by Java's strings, that is by UTF-16. */
    @Override
    protected boolean orderOfBytes() {
        return false;
    }

    @Override
    protected boolean anyDelimiter() {
        return false;
    }

    @Override
    protected boolean readByPartNumber() {
        return false;
    }

    @Override
    protected boolean tagging() {
        return false;
    }

    /** S3Proxy forgets it. */
    @Override
    protected boolean copiesExpires() {
        return false;
    }

    /** S3Proxy has no limit; in its file system store, metadata that extended attributes cannot hold is lost. */
    @Override
    protected boolean metadataLimit() {
        return false;
    }

    @Override
    protected boolean lowerCaseMetadata() {
        return false;
    }

    @Override
    protected boolean pagesOfParts() {
        return false;
    }

    @Override
    protected boolean refusesStrayParts() {
        return false;
    }
}

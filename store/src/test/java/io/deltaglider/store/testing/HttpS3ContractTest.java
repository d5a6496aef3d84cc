package io.deltaglider.store.testing;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;

/** S3 over HTTP: the SDK's own client, signing and chunking, against S3Proxy 4.1.0 with its store in memory. A subclass may put something around {@link #server}. */
public class HttpS3ContractTest extends S3ClientContract {
    private static LocalS3Server server;
    private static S3Client client;

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3Server.inMemory();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected S3Client client() {
        return server();
    }

    /** A client of the server itself. */
    protected static S3Client server() {
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

package io.deltaglider.store.testing;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;

/** S3 over HTTP: the SDK's own client, signing and chunking, against S3Proxy over its file system store. */
class HttpS3ContractTest extends S3ClientContract {
    private static LocalS3Server server;
    private static S3Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        server = LocalS3Server.inFolder(folder);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected S3Client client() {
        return client;
    }
}

package io.deltaglider.store.testing;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An S3 server in this process: S3Proxy on a free port of the loopback interface, with signatures checked. Closing it ends the server and
 * the clients that it gave out.
 */
public final class LocalS3Server implements AutoCloseable {
    private static final String ACCESS_KEY = "local-access-key";
    private static final String SECRET_KEY = "local-secret-key";

    private final BlobStore store;
    private final S3Proxy proxy;
    private final List<S3Client> clients = new CopyOnWriteArrayList<>();

    private LocalS3Server(BlobStore store) {
        this.store = store;
        this.proxy =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                        .v4MaxNonChunkedRequestSize(64L << 20)
                        .stopTimeout(0)
                        .build();
    }

    /** Keeps its objects in memory, by S3Proxy's own store, which also has versions and encryption. */
    public static LocalS3Server inMemory() throws IOException {
        return over(new TransientNio2BlobStore());
    }

    /** Keeps its objects in an existing folder, by S3Proxy's own file system store. */
    public static LocalS3Server inFolder(Path folder) throws IOException {
        return over(new FilesystemNio2BlobStore(folder.toString()));
    }

    /** Serves any store; closing the server closes it. */
    public static LocalS3Server over(BlobStore store) throws IOException {
        LocalS3Server server = new LocalS3Server(store);
        try {
            server.proxy.start();
        } catch (Exception e) {
            store.close();
            throw new IOException("the S3 server did not start", e);
        }
        return server;
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    /** A client with the SDK's own settings: signed, checksums sent, bodies in aws-chunked encoding. It does not retry. */
    public S3Client client() {
        S3Client client =
                clientBuilder(endpoint(), accessKey(), secretKey(), Region.US_EAST_1).build();
        clients.add(client);
        return client;
    }

    /** The beginnings of a client for any endpoint that is not Amazon's. */
    public static S3ClientBuilder clientBuilder(
            URI endpoint, String accessKey, String secretKey, Region region) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(region)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(100))
                .overrideConfiguration(c -> c.retryStrategy(retry -> retry.maxAttempts(1)));
    }

    @Override
    public void close() {
        clients.forEach(S3Client::close);
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server did not stop", e);
        } finally {
            store.close();
        }
    }
}

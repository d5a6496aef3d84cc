package io.deltaglider.store.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.URI;

/**
 * A real S3 server, named by the environment: {@code DELTAGLIDER_TEST_ENDPOINT}, {@code DELTAGLIDER_TEST_ACCESS_KEY}, {@code
 * DELTAGLIDER_TEST_SECRET_KEY} and, if need be, {@code DELTAGLIDER_TEST_REGION}. Without them it is skipped. See {@code
 * docs/testing-against-ceph.md}.
 *
 * <p>A subclass may put something around {@link #server}. The capabilities are those of Ceph's gateway; {@code DELTAGLIDER_TEST_STRICT=true} asks for all that S3 does.
 */
public class ExternalS3ContractTest extends S3ClientContract {
    /**
     * Ceph 16.2 refuses aws-chunked bodies that are empty (400) or have a Content-Encoding (403), so the client signs whole bodies.
     */
    private static final boolean CHUNKED = false;

    private static final String PREFIX = "DELTAGLIDER_TEST_";

    private static @Nullable S3Client client;

    @BeforeAll
    static void connect() {
        String endpoint = environment("ENDPOINT", "");
        assumeTrue(
                !endpoint.isEmpty(),
                "set DELTAGLIDER_TEST_ENDPOINT to run this against a real S3 server");
        client =
                LocalS3Server.clientBuilder(
                                URI.create(endpoint),
                                environment("ACCESS_KEY", ""),
                                environment("SECRET_KEY", ""),
                                Region.of(environment("REGION", "us-east-1")))
                        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(CHUNKED))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .build();
    }

    @AfterAll
    static void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(PREFIX + name);
        return value == null ? otherwise : value;
    }

    /** Whether the server is to be held to all that S3 does. */
    protected static boolean strict() {
        return environment("STRICT", "").equals("true");
    }

    @Override
    protected S3Client client() {
        return server();
    }

    /** A client of the server itself. */
    protected static S3Client server() {
        if (client == null) {
            throw new IllegalStateException("not connected");
        }
        return client;
    }

    /** Ceph 16.2 answers 412 whenever the ETag is in quotes. */
    @Override
    protected boolean quotedIfMatch() {
        return strict();
    }

    /** Ceph ignores it. */
    @Override
    protected boolean conditionalDelete() {
        return strict();
    }

    /** Ceph ignores them. */
    @Override
    protected boolean conditionalComplete() {
        return strict();
    }

    /** Ceph ignores them. */
    @Override
    protected boolean conditionalCopy() {
        return strict();
    }

    /** Ceph answers with the whole object. */
    @Override
    protected boolean readByPartNumber() {
        return strict();
    }

    /** Ceph 16.2 ignores x-amz-checksum-*. */
    @Override
    protected boolean checksums() {
        return strict();
    }

    /** Ceph 16.2 answers with an empty ETag; HEAD has the right one. */
    @Override
    protected boolean completionTellsETag() {
        return strict();
    }

    /** Ceph answers again, but not with the same. */
    @Override
    protected boolean repeatedCompletion() {
        return strict();
    }

    /** Ceph answers a completion of an aborted upload with 500. */
    @Override
    protected boolean refusesStrayParts() {
        return strict();
    }

    /** Ceph wants every part that was uploaded. */
    @Override
    protected boolean partsMayBeLeftOut() {
        return strict();
    }

    /** Ceph ignores an ETag in quotes there. */
    @Override
    protected boolean copySourceConditions() {
        return strict();
    }

    /** Ceph allows more than S3. */
    @Override
    protected boolean metadataLimit() {
        return strict();
    }
}

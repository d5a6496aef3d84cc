package io.deltaglider.cli.demo;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.output.Digests;
import io.deltaglider.cli.transfer.Downloader;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.Uploader;

import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Stores files in turn in a bucket of its own, and reads each back. */
public final class DemoRun {
    private final Connection connection;
    private final String bucket;
    private long storedSoFar;

    private DemoRun(Connection connection, String bucket) {
        this.connection = connection;
        this.bucket = bucket;
    }

    /** In a new bucket: {@code demo}, or with a number if that is there. */
    public static DemoRun inNewBucket(Connection connection) {
        for (int i = 1; ; i++) {
            String bucket = i == 1 ? "demo" : "demo-" + i;
            try {
                connection.client().createBucket(r -> r.bucket(bucket));
                return new DemoRun(connection, bucket);
            } catch (BucketAlreadyExistsException | BucketAlreadyOwnedByYouException e) {
                // The next one, then.
            }
        }
    }

    public String bucket() {
        return bucket;
    }

    /** Stores a file and reads it back; what takes time for the comparison is not counted. */
    public DemoRow store(DemoFile file) throws IOException {
        ObjectLocation location = new ObjectLocation(bucket, file.key());
        long size = Files.size(file.file());
        String expected = Digests.sha256(file.file());

        long start = System.nanoTime();
        new Uploader(connection.client()).upload(file.file(), location);
        long storeNanos = System.nanoTime() - start;

        long storedBefore = storedSoFar;
        storedSoFar = storedBytes();

        MessageDigest digest = Digests.create("SHA-256");
        start = System.nanoTime();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            new Downloader(connection.client()).write(location, out);
        }
        long readNanos = System.nanoTime() - start;
        String actual = HexFormat.of().formatHex(digest.digest());
        return new DemoRow(
                file,
                size,
                storedSoFar - storedBefore,
                storeNanos,
                readNanos,
                expected.equals(actual));
    }

    /** All that lies in the bucket, seen from below the engine: references and whatever else it keeps there. */
    private long storedBytes() {
        return connection
                .backend()
                .listObjectsV2Paginator(r -> r.bucket(bucket))
                .contents()
                .stream()
                .mapToLong(S3Object::size)
                .sum();
    }
}

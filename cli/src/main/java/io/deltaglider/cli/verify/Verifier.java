package io.deltaglider.cli.verify;

import io.deltaglider.cli.output.Digests;
import io.deltaglider.cli.transfer.Downloader;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.StoredObject;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads whole objects, and compares what comes with what the store says it should be. */
public final class Verifier {
    /** The code of the engine's error for what cannot be rebuilt. */
    private static final String DAMAGED = "ObjectDamaged";

    /** An ETag of another form (several parts, some kinds of encryption) is no MD5, and tells nothing. */
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private final DeltaGliderS3Client client;

    public Verifier(DeltaGliderS3Client client) {
        this.client = client;
    }

    /**
     * Reads one object.
     *
     * @throws S3Exception when it cannot be told whether the object is damaged: it is not there, or the service fails
     * @throws IOException likewise, when the connection breaks
     */
    public Verification verify(ObjectLocation location) throws IOException {
        StoredObject stored = client.inspect(location.bucket(), location.key());
        MessageDigest sha256 = Digests.create("SHA-256");
        MessageDigest md5 = Digests.create("MD5");
        try (OutputStream out =
                new DigestOutputStream(
                        new DigestOutputStream(OutputStream.nullOutputStream(), md5), sha256)) {
            new Downloader(client).write(location, out);
        } catch (S3Exception e) {
            if (e.awsErrorDetails() == null || !DAMAGED.equals(e.awsErrorDetails().errorCode())) {
                throw e;
            }
            return damaged(location, stored, e);
        } catch (IOException e) {
            if (!isDamage(e)) {
                throw e;
            }
            return damaged(location, stored, e);
        }
        return compare(
                location,
                stored,
                HexFormat.of().formatHex(sha256.digest()),
                HexFormat.of().formatHex(md5.digest()));
    }

    private static boolean isDamage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptDeltaException
                    || (cause instanceof S3Exception s3
                            && s3.awsErrorDetails() != null
                            && DAMAGED.equals(s3.awsErrorDetails().errorCode()))) {
                return true;
            }
        }
        return false;
    }

    private static Verification damaged(
            ObjectLocation location, StoredObject stored, Exception reason) {
        return new Verification(
                location.uri(),
                false,
                stored.sha256(),
                Optional.empty(),
                stored.reference(),
                String.valueOf(reason.getMessage()));
    }

    private static Verification compare(
            ObjectLocation location, StoredObject stored, String sha256, String md5) {
        Optional<String> expected = stored.sha256();
        boolean valid;
        String message;
        if (expected.isPresent()) {
            valid = expected.get().equals(sha256);
            message =
                    valid
                            ? "rebuilt from its delta, SHA-256 matches"
                            : "the SHA-256 of what was read is another one";
        } else if (MD5.matcher(stored.etag()).matches()) {
            valid = stored.etag().equals(md5);
            message =
                    valid
                            ? "stored as it is, MD5 matches the ETag"
                            : "the MD5 of what was read is " + md5 + ", the ETag " + stored.etag();
        } else {
            valid = true;
            message = "stored as it is, read in full; the store has no digest to compare with";
        }
        return new Verification(
                location.uri(), valid, expected, Optional.of(sha256), stored.reference(), message);
    }
}

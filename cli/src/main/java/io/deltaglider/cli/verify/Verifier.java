package io.deltaglider.cli.verify;

import io.deltaglider.cli.output.ByteProgress;
import io.deltaglider.cli.output.Digests;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.StoredObject;
import io.deltaglider.engine.object.DamagedTransferException;
import io.deltaglider.engine.read.ObjectVerifier;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads whole objects, and compares what comes with what the store says it should be. References are read from the store, each once in the
 * life of this verifier; nothing that this machine has kept is believed. Thread-safe.
 */
public final class Verifier {
    private static final int BUFFER = 128 * 1024;

    /** How often a broken connection is forgiven. */
    private static final int ATTEMPTS = 3;

    private final DeltaGliderS3Client client;
    private final ObjectVerifier reader;

    public Verifier(DeltaGliderS3Client client) {
        this.client = client;
        this.reader = client.verifier();
    }

    /**
     * Reads one object.
     *
     * @throws S3Exception when it cannot be told whether the object is damaged: it is not there, or the service fails
     * @throws IOException likewise, when the connection breaks
     */
    public Verification verify(ObjectLocation location) throws IOException {
        return verify(location, _ -> {});
    }

    /** The same; {@code progress} hears of the bytes as they come. */
    Verification verify(ObjectLocation location, ByteProgress progress) throws IOException {
        Optional<String> wrongDigest = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            Optional<StoredObject> stored = Optional.empty();
            try {
                stored = Optional.of(client.inspect(location.bucket(), location.key()));
                return compare(location, stored.get(), read(location, progress));
            } catch (S3Exception | IOException e) {
                Optional<Problem> problem = Problem.of(e);
                if (problem.isPresent()) {
                    return unreadable(location, stored, problem.get());
                }
                Optional<String> digest =
                        e instanceof DamagedTransferException damaged
                                ? damaged.digest()
                                : Optional.empty();
                if (digest.isPresent() && digest.equals(wrongDigest)) {
                    return unreadable(location, stored, Problem.ofBytes(e));
                }
                wrongDigest = digest;
                if (e instanceof S3Exception || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** In lower-case hex. */
    private record Digest(String sha256, String md5) {}

    private Digest read(ObjectLocation location, ByteProgress progress) throws IOException {
        MessageDigest sha256 = Digests.create("SHA-256");
        MessageDigest md5 = Digests.create("MD5");
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(location.bucket()).key(location.key()).build();
        byte[] buffer = new byte[BUFFER];
        try (ResponseInputStream<GetObjectResponse> in =
                reader.get(request, ResponseTransformer.toInputStream())) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
                md5.update(buffer, 0, n);
                progress.passed(n);
            }
        }
        return new Digest(
                HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(md5.digest()));
    }

    private static Verification unreadable(
            ObjectLocation location, Optional<StoredObject> stored, Problem problem) {
        return new Verification(
                location.uri(),
                Optional.of(problem.kind()),
                problem.ofReference(),
                stored.flatMap(StoredObject::sha256),
                Optional.empty(),
                stored.flatMap(StoredObject::reference),
                problem.message(),
                problem.details());
    }

    private static Verification compare(
            ObjectLocation location, StoredObject stored, Digest digest) {
        Optional<String> expected = stored.sha256();
        boolean valid;
        String message;
        if (expected.isPresent()) {
            valid = expected.get().equals(digest.sha256());
            String how =
                    stored.kind() == StoredObject.Kind.DELTA
                            ? "rebuilt from its delta"
                            : "stored as it is";
            message =
                    valid
                            ? how + ", SHA-256 matches"
                            : "its SHA-256 is not the one that was stored with it";
        } else if (stored.md5().isPresent()) {
            valid = stored.md5().get().equals(digest.md5());
            message =
                    valid
                            ? "stored as it is, MD5 matches the ETag"
                            : "its MD5 is " + digest.md5() + ", its ETag " + stored.etag();
        } else {
            valid = true;
            message = "stored as it is, read in full; the store has no digest to compare with";
        }
        return new Verification(
                location.uri(),
                valid ? Optional.empty() : Optional.of(Problem.Kind.DAMAGED),
                false,
                expected,
                Optional.of(digest.sha256()),
                stored.reference(),
                message,
                "");
    }
}

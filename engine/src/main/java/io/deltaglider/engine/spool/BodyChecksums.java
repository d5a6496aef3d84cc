package io.deltaglider.engine.spool;

import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The checksums that a client sent with a body, computed while the body comes in and compared when it is complete. */
public final class BodyChecksums {
    private record Expected(String name, String base64, SdkChecksum running) {}

    private final List<Expected> expected = new ArrayList<>();
    private boolean complete = true;

    public BodyChecksums(PutObjectRequest request) {
        add("Content-MD5", request.contentMD5(), DefaultChecksumAlgorithm.MD5);
        add("checksum CRC32", request.checksumCRC32(), DefaultChecksumAlgorithm.CRC32);
        add("checksum CRC32C", request.checksumCRC32C(), DefaultChecksumAlgorithm.CRC32C);
        add("checksum CRC64NVME", request.checksumCRC64NVME(), DefaultChecksumAlgorithm.CRC64NVME);
        add("checksum SHA1", request.checksumSHA1(), DefaultChecksumAlgorithm.SHA1);
        add("checksum SHA256", request.checksumSHA256(), DefaultChecksumAlgorithm.SHA256);
        add("checksum SHA512", request.checksumSHA512(), DefaultChecksumAlgorithm.SHA512);
        add("checksum MD5", request.checksumMD5(), DefaultChecksumAlgorithm.MD5);
        add("checksum XXHASH64", request.checksumXXHASH64(), DefaultChecksumAlgorithm.XXHASH64);
        add("checksum XXHASH3", request.checksumXXHASH3(), DefaultChecksumAlgorithm.XXHASH3);
        add("checksum XXHASH128", request.checksumXXHASH128(), DefaultChecksumAlgorithm.XXHASH128);
    }

    /** Whether all of them can be computed here. What cannot must go to the store as it came, for the store to check. */
    public boolean complete() {
        return complete;
    }

    void update(byte[] bytes, int from, int length) {
        for (Expected each : expected) {
            each.running.update(bytes, from, length);
        }
    }

    /** @throws software.amazon.awssdk.services.s3.model.S3Exception 400 BadDigest when one differs */
    void require() {
        Base64.Encoder base64 = Base64.getEncoder();
        for (Expected each : expected) {
            String computed = base64.encodeToString(each.running.getChecksumBytes());
            if (!computed.equals(each.base64)) {
                throw S3Errors.error(
                        400,
                        "BadDigest",
                        "The "
                                + each.name
                                + " you specified did not match what we received: specified "
                                + each.base64
                                + ", computed "
                                + computed);
            }
        }
    }

    private void add(String name, @Nullable String base64, ChecksumAlgorithm algorithm) {
        if (base64 == null) {
            return;
        }
        Optional<SdkChecksum> checksum = checksum(algorithm);
        if (checksum.isPresent()) {
            expected.add(new Expected(name, base64, checksum.get()));
        } else {
            complete = false;
        }
    }

    /** Some algorithms need a library that need not be there. */
    private static Optional<SdkChecksum> checksum(ChecksumAlgorithm algorithm) {
        try {
            return Optional.of(SdkChecksum.forAlgorithm(algorithm));
        } catch (RuntimeException | LinkageError notAvailable) {
            return Optional.empty();
        }
    }
}

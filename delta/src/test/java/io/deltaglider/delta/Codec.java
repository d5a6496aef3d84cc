package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What the tests do to and with delta files. */
final class Codec {
    private Codec() {}

    static byte[] encode(byte[] reference, byte[] target) throws IOException {
        return encode(reference, target, Effort.BALANCED);
    }

    static byte[] encode(byte[] reference, byte[] target, Effort effort) throws IOException {
        return encode(reference, target, new DeltaEncoder(effort));
    }

    static byte[] encode(byte[] reference, byte[] target, DeltaEncoder encoder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long written =
                encoder.encode(
                                Content.of(reference),
                                Content.of(target),
                                header(reference, target),
                                Long.MAX_VALUE,
                                out)
                        .orElseThrow();
        if (written != out.size()) {
            throw new AssertionError(written + " bytes reported, " + out.size() + " written");
        }
        return out.toByteArray();
    }

    static byte[] decode(byte[] reference, byte[] delta) throws IOException {
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(delta));
                InputStream target = file.target(Content.of(reference))) {
            return target.readAllBytes();
        }
    }

    static byte[] decodeRange(byte[] reference, byte[] delta, long offset, long length)
            throws IOException {
        try (DeltaFile file = DeltaFile.open(Content.of(delta));
                InputStream range = file.range(Content.of(reference), offset, length)) {
            return range.readAllBytes();
        }
    }

    /** As above, from a file that is read in one pass. */
    static byte[] decodeRangeForwards(byte[] reference, byte[] delta, long offset, long length)
            throws IOException {
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(delta));
                InputStream range = file.range(Content.of(reference), offset, length)) {
            return range.readAllBytes();
        }
    }

    static DeltaHeader header(byte[] reference, byte[] target) {
        return new DeltaHeader(
                target.length,
                digest("SHA-256", target),
                digest("MD5", target),
                "an-etag",
                "application/zip",
                reference.length == 0
                        ? Optional.empty()
                        : Optional.of(
                                new ReferenceId(
                                        digest("SHA-256", reference), reference.length, "a key")));
    }

    static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.deltaglider.engine.read;

import io.deltaglider.engine.object.DamagedTransferException;
import io.deltaglider.engine.object.RawContent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * The body of a raw object, or of a range of it, whose first bytes may have been read already. Its last bytes come out only when there are
 * as many as there should be and, of a whole object, when they have the digest that they should have. For one thread.
 */
final class RawBodyStream extends InputStream {
    /** What a body should be. */
    static final class Expected {
        private final String name;
        private final long length;
        private final Optional<String> hex;
        private final @Nullable MessageDigest digest;

        private Expected(
                String name, long length, Optional<String> hex, @Nullable MessageDigest digest) {
            this.name = name;
            this.length = length;
            this.hex = hex;
            this.digest = digest;
        }

        /**
         * A whole object.
         *
         * @param name of the object, for messages
         * @param announced what the answer says of its length; negative when it does not
         */
        static Expected whole(String name, long announced, RawContent content) {
            Optional<String> hex = content.sha256().or(content::md5);
            String algorithm = content.sha256().isPresent() ? "SHA-256" : "MD5";
            return new Expected(
                    name,
                    content.size().orElse(announced),
                    hex,
                    hex.isPresent() ? digest(algorithm) : null);
        }

        /** A part of an object, of which only the length is known; negative when not even that is. */
        static Expected part(String name, long length) {
            return new Expected(name, length, Optional.empty(), null);
        }

        /** In bytes; negative when it is not known. */
        long length() {
            return length;
        }

        private static MessageDigest digest(String algorithm) {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + algorithm, e);
            }
        }
    }

    private final byte[] begin;
    private final InputStream rest;
    private final Expected expected;
    private long position;
    private boolean proved;
    private @Nullable DamagedTransferException failure;

    RawBodyStream(byte[] begin, InputStream rest, Expected expected) {
        this.begin = begin;
        this.rest = rest;
        this.expected = expected;
    }

    /** What was wrong with the body, if that has been found already. */
    Optional<DamagedTransferException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (failure != null) {
            throw failure;
        }
        if (length == 0) {
            return 0;
        }
        if (proved) {
            return -1;
        }
        int count = next(into, from, length);
        if (count > 0) {
            position += count;
            if (expected.digest != null) {
                expected.digest.update(into, from, count);
            }
        }
        boolean ended = count < 0;
        boolean complete = expected.length >= 0 && position >= expected.length;
        if (ended || complete) {
            prove(ended);
        }
        return count;
    }

    private int next(byte[] into, int from, int length) throws IOException {
        if (position < begin.length) {
            int count = Math.min(length, begin.length - (int) position);
            System.arraycopy(begin, (int) position, into, from, count);
            return count;
        }
        return rest.read(into, from, length);
    }

    private void prove(boolean ended) throws IOException {
        boolean longer =
                expected.length >= 0
                        && (position > expected.length
                                || (!ended && (position < begin.length || rest.read() >= 0)));
        if (longer || position < expected.length) {
            throw fail(
                    (longer ? "more than " + expected.length : position + " of " + expected.length)
                            + " bytes of "
                            + expected.name
                            + " arrived; try again",
                    "");
        }
        if (expected.digest != null) {
            String actual = HexFormat.of().formatHex(expected.digest.digest());
            if (!expected.hex.equals(Optional.of(actual))) {
                throw fail(
                        "other bytes than those of "
                                + expected.name
                                + " arrived (their "
                                + expected.digest.getAlgorithm()
                                + " is "
                                + actual
                                + " instead of "
                                + expected.hex.orElse("")
                                + "); try again",
                        actual);
            }
        }
        proved = true;
    }

    private DamagedTransferException fail(String message, String digest) {
        DamagedTransferException found = new DamagedTransferException(message, digest);
        failure = found;
        return found;
    }

    @Override
    public int available() throws IOException {
        return position < begin.length ? begin.length - (int) position : rest.available();
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}

package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;

import org.gaul.s3proxy.checksum.FlexChecksum;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The body of a request on its way into a store. Before it ends, it has been compared with the length and checksums that the request
 * names; when they differ it throws instead of ending, so that the store keeps nothing. A failure of the caller's own stream comes out as
 * {@link SdkClientException}, as from the HTTP client. For one thread.
 */
final class RequestStream extends InputStream {
    private static final List<String> UNSUPPORTED = List.of("XXHASH64", "XXHASH3", "XXHASH128");

    private record Check(
            String name, Consumer<byte[]> update, Supplier<byte[]> digest, String expected) {}

    private final InputStream in;
    private final @Nullable Long expectedLength;
    private final List<Check> checks;
    private long length;
    private boolean ended;

    private RequestStream(InputStream in, @Nullable Long expectedLength, List<Check> checks) {
        this.in = in;
        this.expectedLength = expectedLength;
        this.checks = checks;
    }

    /** The stream to store for a PutObject or UploadPart request. */
    static RequestStream of(SdkRequest request, RequestBody body) {
        Long length = length(request, body);
        List<Check> checks = checks(request);
        try {
            return new RequestStream(body.contentStreamProvider().newStream(), length, checks);
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** How long the body will be, null if nobody knows. */
    static @Nullable Long length(SdkRequest request, RequestBody body) {
        return request.getValueForField("ContentLength", Long.class)
                .or(body::optionalContentLength)
                .orElse(null);
    }

    private static List<Check> checks(SdkRequest request) {
        List<Check> checks = new ArrayList<>();
        for (String algorithm : UNSUPPORTED) {
            if (request.getValueForField("Checksum" + algorithm, String.class).isPresent()) {
                throw S3Errors.notImplemented(
                        "checksums of the kind "
                                + algorithm
                                + " are not supported; use CRC32, CRC32C, CRC64NVME or SHA256");
            }
        }
        for (String algorithm :
                List.of("MD5", "SHA512", "SHA256", "SHA1", "CRC32", "CRC32C", "CRC64NVME")) {
            String value =
                    request.getValueForField("Checksum" + algorithm, String.class).orElse(null);
            if (value != null) {
                checks.add(
                        switch (algorithm) {
                            case "MD5" -> digest(algorithm, "MD5", value);
                            case "SHA512" -> digest(algorithm, "SHA-512", value);
                            case "SHA256" -> digest(algorithm, "SHA-256", value);
                            case "SHA1" -> digest(algorithm, "SHA-1", value);
                            default -> crc(algorithm, value);
                        });
            }
        }
        return checks;
    }

    private static Check digest(String name, String algorithm, String expected) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return new Check(name, digest::update, digest::digest, checkedBase64(name, expected));
        } catch (NoSuchAlgorithmException e) {
            throw S3Errors.notImplemented("this Java platform has no " + algorithm);
        }
    }

    private static Check crc(String algorithm, String expected) {
        SdkChecksum crc = FlexChecksum.valueOf(algorithm).newChecksum();
        return new Check(
                algorithm,
                bytes -> crc.update(bytes, 0, bytes.length),
                crc::getChecksumBytes,
                checkedBase64(algorithm, expected));
    }

    private static String checkedBase64(String name, String base64) {
        try {
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw S3Errors.of(
                    400,
                    "InvalidDigest",
                    "the " + name + " of the request is not Base64: " + base64);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
        int n;
        try {
            n = in.read(bytes, offset, count);
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
        if (n > 0) {
            length += n;
            if (expectedLength != null && length > expectedLength) {
                throw wrongLength("more");
            }
            if (!checks.isEmpty()) {
                byte[] read = Arrays.copyOfRange(bytes, offset, offset + n);
                checks.forEach(check -> check.update.accept(read));
            }
        } else if (n < 0 && !ended) {
            ended = true;
            verify();
        }
        return n;
    }

    private void verify() {
        if (expectedLength != null && length != expectedLength) {
            throw wrongLength(String.valueOf(length));
        }
        for (Check check : checks) {
            String actual = Base64.getEncoder().encodeToString(check.digest.get());
            if (!actual.equals(check.expected)) {
                throw S3Errors.badDigest(
                        "the body does not match its "
                                + check.name
                                + ": it has "
                                + actual
                                + ", the request says "
                                + check.expected);
            }
        }
    }

    private RuntimeException wrongLength(String actual) {
        return S3Errors.incompleteBody(
                "the body has " + actual + " bytes where " + expectedLength + " were announced");
    }

    private static SdkClientException unreadable(Exception cause) {
        return SdkClientException.create(
                "the request's body could not be read: " + S3Errors.reason(cause), cause);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }
}

package io.deltaglider.engine.spool;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.object.S3Errors;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;

/** Takes in the body of a PUT and checks it against what the request says of it, so that nothing is stored of a body that is not whole. */
public final class BodyReceiver {
    private static final int BUFFER = 64 << 10;

    private final WorkFolder folder;

    public BodyReceiver(WorkFolder folder) {
        this.folder = folder;
    }

    /** The length that request or body declare, if either does. */
    public static OptionalLong declaredLength(PutObjectRequest request, RequestBody body) {
        if (request.contentLength() != null) {
            return OptionalLong.of(request.contentLength());
        }
        return body.optionalContentLength().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** Receives bytes that nobody has announced anything about, for the engine's own use. */
    public Spool receive(InputStream in) throws IOException {
        try (SpoolWriter writer = new SpoolWriter(folder, true)) {
            in.transferTo(writer);
            return writer.finish();
        }
    }

    /**
     * Receives all of the body.
     *
     * @param in the body, which stays the caller's to close
     * @return the body, to be closed by the caller
     * @throws software.amazon.awssdk.services.s3.model.S3Exception 400 when the body is shorter than declared or a checksum differs
     * @throws SdkClientException when the body cannot be read
     * @throws NoRoomException when there is no room for it; what was read is in there
     */
    public Spool receive(
            PutObjectRequest request,
            InputStream in,
            OptionalLong declared,
            BodyChecksums checksums)
            throws NoRoomException {
        String name = "s3://" + request.bucket() + "/" + request.key();
        try (SpoolWriter writer = new SpoolWriter(folder, true)) {
            copy(in, declared, writer, checksums);
            if (declared.isPresent() && writer.size() != declared.getAsLong()) {
                throw S3Errors.error(
                        400,
                        "IncompleteBody",
                        "The body of "
                                + name
                                + " has "
                                + writer.size()
                                + " bytes, but "
                                + declared.getAsLong()
                                + " were announced; nothing was stored");
            }
            checksums.require();
            return writer.finish();
        } catch (NoRoomException e) {
            throw e;
        } catch (SpoolException e) {
            throw SdkClientException.create(
                    "cannot store "
                            + name
                            + ": "
                            + Reason.of(e)
                            + "; make room in "
                            + folder.directory()
                            + " or choose another cache folder",
                    e);
        } catch (IOException e) {
            throw SdkClientException.create(
                    "cannot store "
                            + name
                            + ": its body cannot be read: "
                            + Reason.of(e)
                            + "; nothing was stored",
                    e);
        }
    }

    /** Reads no further than the declared length: what follows in the stream is the caller's, as with the SDK's own client. */
    private static void copy(
            InputStream in, OptionalLong declared, SpoolWriter writer, BodyChecksums checksums)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = declared.orElse(Long.MAX_VALUE);
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            checksums.update(buffer, 0, count);
            try {
                writer.write(buffer, 0, count);
            } catch (SpoolException e) {
                throw writer.withdraw(Arrays.copyOf(buffer, count), e);
            }
            left -= count;
        }
    }
}

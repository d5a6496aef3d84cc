package io.deltaglider.engine.presign;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.backend.Uploader;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.TemporaryKey;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.ObjectReader;
import io.deltaglider.engine.read.StoredStates;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.SpoolException;
import io.deltaglider.engine.spool.WorkFolder;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Makes objects readable by plain HTTP clients: a raw one as it is, a delta by a rebuilt copy under {@link TemporaryKey#TEMPORARY_PREFIX}. Thread-safe. */
public final class PlainCopies {
    /** What of S3's 1024 bytes for a key the temporary prefix leaves, and some more. */
    private static final int MAX_NAME_BYTES = 900;

    private static final String UNNAMED = "object";

    private final StoredStates states;
    private final ObjectReader reader;
    private final Uploader uploader;
    private final BodyReceiver receiver;

    public PlainCopies(
            StoredStates states, ObjectReader reader, Uploader uploader, WorkFolder folder) {
        this.states = states;
        this.reader = reader;
        this.uploader = uploader;
        this.receiver = new BodyReceiver(folder);
    }

    /**
     * One HEAD for a raw object; for a delta its rebuilding, and a PUT.
     *
     * @param expiry until when a copy, if one is made, has to be there
     * @return the stored key of the object's bytes
     * @throws software.amazon.awssdk.services.s3.model.NoSuchKeyException when there is no such object
     */
    public String keyOf(String bucket, String key, Instant expiry) {
        ObjectAddress address = ObjectAddress.of(Caller.DEFAULT, bucket, key, null);
        StoredState state = states.head(address);
        if (state.delta().isEmpty()) {
            return key;
        }
        String copy = TemporaryKey.unique(expiry, name(key)).key();
        GetObjectRequest get = address.get().ifMatch(state.etag()).build();
        AtomicReference<GetObjectResponse> answer = new AtomicReference<>();
        try (Spool bytes =
                reader.receive(
                        get,
                        (response, in) -> {
                            answer.set(response);
                            return receiver.receive(in);
                        })) {
            GetObjectResponse object = answer.get();
            String type = Objects.requireNonNullElse(object.contentType(), "binary/octet-stream");
            uploader.put(request(bucket, copy, object), bytes, type);
            return copy;
        } catch (SpoolException e) {
            throw SdkClientException.create(
                    "cannot rebuild " + address.uri() + ": " + Reason.of(e), e);
        } catch (IOException e) {
            if (e.getCause() instanceof RuntimeException told) {
                throw told;
            }
            throw SdkClientException.create(
                    "cannot rebuild " + address.uri() + ": " + Reason.of(e), e);
        }
    }

    @SuppressWarnings("deprecation") // a PUT takes Expires as an instant only
    private static PutObjectRequest request(String bucket, String key, GetObjectResponse object) {
        return PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .contentType(object.contentType())
                .cacheControl(object.cacheControl())
                .contentDisposition(object.contentDisposition())
                .contentEncoding(object.contentEncoding())
                .contentLanguage(object.contentLanguage())
                .expires(object.expires())
                .metadata(object.metadata())
                .serverSideEncryption(object.serverSideEncryptionAsString())
                .ssekmsKeyId(object.ssekmsKeyId())
                .build();
    }

    /** Clients name what they save after the last part of the URL. */
    private static String name(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        boolean fits =
                !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
        return fits ? name : UNNAMED;
    }
}

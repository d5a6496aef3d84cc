package io.deltaglider.engine.reference;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.reference.StoredForms.Form;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Brings what is stored of a reference into a file: all of it, or nothing. Thread-safe. */
final class Download {
    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** How often a transfer may break off. */
    private static final int TRIES = 3;

    private static final int BUFFER = 128 << 10;

    private final S3Client backend;
    private final Caller caller;
    private final String bucket;

    Download(S3Client backend, Caller caller, String bucket) {
        this.backend = backend;
        this.caller = caller;
        this.bucket = bucket;
    }

    /**
     * What came.
     *
     * @param base what its metadata say of the reference that it is a delta to
     */
    record Downloaded(ReferenceKey reference, Form form, Optional<ReferenceKey> base) {}

    /**
     * Empty when there is none.
     *
     * @throws IOException when the file cannot be written, or what is stored came in part only, again and again
     * @throws SdkException when the store does not answer
     */
    Optional<Downloaded> to(ReferenceKey key, Path file) throws IOException {
        AtomicReference<@Nullable IOException> local = new AtomicReference<>();
        ResponseTransformer<GetObjectResponse, Transfer> toFile =
                (response, in) -> {
                    try {
                        return transfer(response, in, file);
                    } catch (IOException e) {
                        // What the store sends breaks off without one.
                        local.set(e);
                        throw e;
                    }
                };
        for (int attempt = 1; ; attempt++) {
            Transfer transfer;
            try {
                transfer =
                        backend.getObject(
                                ObjectAddress.of(caller, bucket, key.key(), null).get().build(),
                                toFile);
            } catch (S3Exception e) {
                if (S3Errors.isAbsent(e)) {
                    return Optional.empty();
                }
                if (S3Errors.isDamaged(e)) {
                    throw new CorruptReferenceException(key.sha256(), Reason.of(e), e);
                }
                throw e;
            } catch (SdkException e) {
                IOException failure = local.get();
                if (failure != null) {
                    throw failure;
                }
                throw e;
            }
            if (transfer.isWhole()) {
                return Optional.of(
                        new Downloaded(
                                key,
                                new Form(transfer.etag(), transfer.written()),
                                transfer.base()));
            }
            if (attempt == TRIES) {
                throw new IOException(
                        "the store sent "
                                + transfer.written()
                                + " of "
                                + transfer.announced()
                                + " bytes of reference "
                                + key.key());
            }
        }
    }

    /** The stored key of a reference whose sketch is not known; empty when there is none. */
    Optional<ReferenceKey> find(ReferenceKey named) {
        return backend
                .listObjectsV2(request ->
                        request.bucket(bucket)
                                .prefix(named.prefix())
                                .expectedBucketOwner(caller.bucketOwner())
                                .requestPayer(caller.payer())
                                .overrideConfiguration(caller.identity()))
                .contents()
                .stream()
                .flatMap(each -> ReferenceKey.parse(each.key()).stream())
                .findFirst();
    }

    /** What came of a body, of which so much was announced; negative when the store did not say. */
    private record Transfer(
            String etag, Optional<ReferenceKey> base, long written, long announced) {
        boolean isWhole() {
            return announced < 0 || written == announced;
        }
    }

    private static Transfer transfer(GetObjectResponse response, AbortableInputStream in, Path file)
            throws IOException {
        long announced = response.contentLength() == null ? -1 : response.contentLength();
        long written = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = read(in, buffer); count > 0; count = read(in, buffer)) {
                out.write(buffer, 0, count);
                written += count;
            }
        }
        Optional<ReferenceKey> base =
                StoredMetadata.description(response.metadata())
                        .flatMap(DeltaDescription::referenceKey)
                        .flatMap(ReferenceKey::parse);
        return new Transfer(ETags.plain(response.eTag()), base, written, announced);
    }

    /** A connection that breaks off is the end of what has come. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException lost) {
            LOG.debug("the body of a reference broke off", lost);
            return -1;
        }
    }
}

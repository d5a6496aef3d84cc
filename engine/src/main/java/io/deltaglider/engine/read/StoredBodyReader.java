package io.deltaglider.engine.read;

import io.deltaglider.delta.DeltaFile;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.object.ByteRange;
import io.deltaglider.engine.object.Conditions;
import io.deltaglider.engine.object.DamagedTransferException;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredRange;
import io.deltaglider.engine.read.RawBodyStream.Expected;
import io.deltaglider.engine.spool.SpoolException;
import io.deltaglider.engine.spool.SpoolWriter;
import io.deltaglider.engine.spool.WorkFolder;

import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks at the store's answer to a GET. A raw object streams on to the client's own transformer, inside the store's call, so
 * that its retries go on working; a delta file is taken in whole, so that the connection is free while it is decoded.
 */
final class StoredBodyReader<R> implements ResponseTransformer<GetObjectResponse, StoredAnswer<R>> {
    /** Bodies up to this size are checked before anything of them is handed out. */
    private static final int AHEAD = 1 << 20;

    private final ObjectAddress address;
    private final GetObjectRequest request;
    private final boolean ranged;
    private final Optional<String> knownRaw;
    private final ResponseTransformer<GetObjectResponse, R> client;
    private final StoredStates states;
    private final WorkFolder folder;

    /**
     * @param request what the client asked for
     * @param ranged whether its range was passed on to the store
     * @param knownRaw the stored ETag of an object that is known to be raw
     */
    StoredBodyReader(
            ObjectAddress address,
            GetObjectRequest request,
            boolean ranged,
            Optional<String> knownRaw,
            ResponseTransformer<GetObjectResponse, R> client,
            StoredStates states,
            WorkFolder folder) {
        this.address = address;
        this.request = request;
        this.ranged = ranged;
        this.knownRaw = knownRaw;
        this.client = client;
        this.states = states;
        this.folder = folder;
    }

    @Override
    public boolean needsConnectionLeftOpen() {
        return client.needsConnectionLeftOpen();
    }

    @Override
    public StoredAnswer<R> transform(GetObjectResponse response, AbortableInputStream in)
            throws Exception {
        boolean delivered = false;
        try {
            StoredAnswer<R> answer = read(response, in);
            delivered = answer instanceof StoredAnswer.Delivered;
            return answer;
        } finally {
            if (!delivered && client.needsConnectionLeftOpen()) {
                in.abort();
            }
        }
    }

    private StoredAnswer<R> read(GetObjectResponse stored, AbortableInputStream in)
            throws Exception {
        GetObjectResponse response = StoredMetadata.dated(stored, address.key());
        String etag = ETags.plain(response.eTag());
        Optional<StoredRange> range = StoredRange.parse(response.contentRange());
        long announced = Objects.requireNonNullElse(response.contentLength(), Long.MAX_VALUE);
        long size = range.map(StoredRange::size).orElse(announced);
        boolean fromStart = range.isEmpty() || range.get().first() == 0;
        switch (StoredMetadata.mark(response.metadata())) {
            case RAW -> {
                return raw(response, in, new byte[0]);
            }
            case DELTA -> {
                return delta(response, in, new byte[0], range.isPresent(), etag);
            }
            case NONE -> {
                // Undecided yet: its bytes tell.
            }
        }
        if (size < StoredStates.SHORTEST_DELTA || knownRaw.equals(Optional.of(etag))) {
            return raw(response, in, new byte[0]);
        }
        byte[] begin = fromStart ? in.readNBytes(DeltaFile.MAGIC_LENGTH) : new byte[0];
        if (begin.length == DeltaFile.MAGIC_LENGTH && !DeltaFile.isDelta(begin)) {
            return raw(response, in, begin);
        }
        if (begin.length == DeltaFile.MAGIC_LENGTH && range.isEmpty()) {
            byte[] header = in.readNBytes(StoredStates.HEADER_BYTES - begin.length);
            byte[] both =
                    ByteBuffer.allocate(begin.length + header.length)
                            .put(begin)
                            .put(header)
                            .array();
            return StoredStates.isOwn(both)
                    ? delta(response, in, both, false, etag)
                    : raw(response, in, both);
        }
        Optional<Boolean> remembered = states.remembered(address, etag, size);
        if (remembered.isEmpty()) {
            in.abort();
            return new StoredAnswer.ProbeNeeded<>(etag, size);
        }
        return remembered.get() ? delta(response, in, begin, true, etag) : raw(response, in, begin);
    }

    private StoredAnswer<R> raw(GetObjectResponse response, AbortableInputStream in, byte[] begin)
            throws Exception {
        try {
            Conditions.of(request)
                    .requireForRead(ETags.plain(response.eTag()), response.lastModified());
        } catch (SdkException refused) {
            in.abort();
            return new StoredAnswer.Refused<>(refused);
        }
        if (request.range() != null && !ranged) {
            in.abort();
            return new StoredAnswer.RangeEnough<>();
        }
        if (!isWhatWasAskedFor(response)) {
            in.abort();
            return new StoredAnswer.BodyLost<>(
                    new DamagedTransferException(
                            "the store answered the range "
                                    + request.range()
                                    + " of "
                                    + address.uri()
                                    + " with "
                                    + response.contentRange(),
                            ""));
        }
        Expected expected = expected(response);
        if (request.range() == null && expected.length() >= 0 && expected.length() <= AHEAD) {
            return small(response, in, begin, expected);
        }
        RawBodyStream body = new RawBodyStream(begin, in, expected);
        try {
            return new StoredAnswer.Delivered<>(
                    client.transform(
                            LogicalResponses.raw(response), AbortableInputStream.create(body, in)));
        } catch (RetryableException e) {
            // The client's own way of saying that it can begin again.
            if (body.failure().isEmpty()) {
                throw e;
            }
            return new StoredAnswer.BodyLost<>(body.failure().get());
        }
    }

    private boolean isWhatWasAskedFor(GetObjectResponse response) {
        Optional<StoredRange> range = StoredRange.parse(response.contentRange());
        if (range.isEmpty() || request.range() == null) {
            return true;
        }
        Optional<ByteRange> asked;
        try {
            asked = ByteRange.parse(request.range(), range.get().size());
        } catch (S3Exception outside) {
            return false;
        }
        return asked.isEmpty()
                || (asked.get().offset() == range.get().first()
                        && asked.get().length() == range.get().last() - range.get().first() + 1);
    }

    /** A body that is here before the client gets anything of it: what is wrong with it can be tried again. */
    private StoredAnswer<R> small(
            GetObjectResponse response, AbortableInputStream in, byte[] begin, Expected expected)
            throws Exception {
        byte[] body;
        try (RawBodyStream checked = new RawBodyStream(begin, in, expected)) {
            body = checked.readAllBytes();
        } catch (IOException lost) {
            in.abort();
            return new StoredAnswer.BodyLost<>(lost);
        }
        return new StoredAnswer.Delivered<>(
                client.transform(
                        LogicalResponses.raw(response),
                        AbortableInputStream.create(new ByteArrayInputStream(body))));
    }

    private Expected expected(GetObjectResponse response) {
        long announced = Objects.requireNonNullElse(response.contentLength(), -1L);
        Optional<StoredRange> range = StoredRange.parse(response.contentRange());
        if (range.isPresent()) {
            return Expected.part(address.uri(), range.get().last() - range.get().first() + 1);
        }
        return request.partNumber() != null
                ? Expected.part(address.uri(), announced)
                : Expected.whole(
                        address.uri(), announced, RawContent.of(address.bucket(), response));
    }

    private StoredAnswer<R> delta(
            GetObjectResponse response,
            AbortableInputStream in,
            byte[] begin,
            boolean part,
            String etag)
            throws IOException {
        Optional<DeltaDescription> marked = StoredMetadata.description(response.metadata());
        if (marked.isPresent()) {
            try {
                Conditions.of(request).requireForRead(marked.get().etag(), response.lastModified());
            } catch (SdkException refused) {
                in.abort();
                return new StoredAnswer.Refused<>(refused);
            }
        }
        if (part && request.partNumber() == null) {
            in.abort();
            return new StoredAnswer.WholeNeeded<>(etag);
        }
        try (SpoolWriter file = new SpoolWriter(folder, false)) {
            file.write(begin);
            in.transferTo(file);
            if (response.contentLength() != null && response.contentLength() != file.size()) {
                return new StoredAnswer.BodyLost<>(
                        new IOException(
                                "the store sent "
                                        + file.size()
                                        + " of "
                                        + response.contentLength()
                                        + " bytes"));
            }
            return new StoredAnswer.DeltaBody<>(response, file.finish(), marked);
        } catch (SpoolException full) {
            throw full;
        } catch (IOException lost) {
            return new StoredAnswer.BodyLost<>(lost);
        }
    }
}

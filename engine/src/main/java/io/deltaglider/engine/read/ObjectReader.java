package io.deltaglider.engine.read;

import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.object.ByteRange;
import io.deltaglider.engine.object.Conditions;
import io.deltaglider.engine.object.DamagedTransferException;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.WorkFolder;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * GET. One request where the object is raw, or a delta whose reference is here: raw bytes are passed on as they come, ranges
 * included; a delta file is taken in and rebuilt. What cannot be rebuilt is tried once more from the start, with the key read
 * anew and the reference fetched anew, before it is called damaged.
 */
public final class ObjectReader {
    /** Requests for one GET: more than any object needs that holds still. */
    private static final int MAX_ROUNDS = 8;

    /** How often a body may break off, or arrive damaged, before the client has anything of it. */
    private static final int MAX_LOST_BODIES = 3;

    private final S3Client backend;
    private final StoredStates states;
    private final Rebuilder rebuilder;
    private final WorkFolder folder;
    private final RecentKeys recentDeltas = new RecentKeys();

    public ObjectReader(
            S3Client backend, StoredStates states, ReferenceStore references, WorkFolder folder) {
        this.backend = backend;
        this.states = states;
        this.rebuilder = new Rebuilder(references);
        this.folder = folder;
    }

    /** As {@link S3Client#getObject(GetObjectRequest, ResponseTransformer)}, logically. */
    public <R> R get(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> client) {
        return new Reading<>(request, client).run();
    }

    /**
     * Reads an object, or a part of it, into a spool of the caller's. What arrives damaged is asked for again.
     *
     * @throws S3Exception with the code {@code ObjectDamaged} when the same wrong bytes come again
     */
    public <R> R receive(GetObjectRequest request, Reception<R> reception) {
        return this.<R>get(
                request,
                (response, in) -> {
                    try {
                        return reception.receive(response, in);
                    } catch (DamagedTransferException e) {
                        throw RetryableException.create(e.getMessage(), e);
                    }
                });
    }

    /** Takes in a body; called again when it arrives damaged. */
    @FunctionalInterface
    public interface Reception<R> {
        R receive(GetObjectResponse response, InputStream body) throws IOException;
    }

    /** One GET of a client, which may take several of the store. */
    private final class Reading<R> {
        private final GetObjectRequest request;
        private final ObjectAddress address;
        private final ResponseTransformer<GetObjectResponse, R> client;
        private boolean ranged;
        private Optional<String> pinned = Optional.empty();
        private Optional<String> knownRaw = Optional.empty();
        private boolean triedAgain;
        private int lostBodies;
        private Optional<String> wrongDigest = Optional.empty();

        Reading(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> client) {
            this.request = request;
            this.address = ObjectAddress.of(request);
            this.client = client;
            this.ranged = request.range() != null && !recentDeltas.contains(address);
        }

        R run() {
            for (int round = 0; round < MAX_ROUNDS; round++) {
                Optional<R> result = round();
                if (result.isPresent()) {
                    return result.get();
                }
            }
            throw SdkClientException.create(
                    address.uri()
                            + " was overwritten again and again while it was read; try again");
        }

        private Optional<R> round() {
            StoredAnswer<R> answer;
            try {
                answer =
                        backend.getObject(
                                toStore(),
                                new StoredBodyReader<>(
                                        address, request, ranged, knownRaw, client, states,
                                        folder));
            } catch (S3Exception e) {
                return afterError(e);
            }
            return switch (answer) {
                case StoredAnswer.Delivered<R>(R value) -> Optional.of(value);
                case StoredAnswer.Refused<R>(RuntimeException error) -> throw error;
                case StoredAnswer.DeltaBody<R> body -> rebuild(body);
                case StoredAnswer.BodyLost<R>(IOException cause) -> {
                    lose(cause);
                    yield Optional.empty();
                }
                case StoredAnswer.WholeNeeded<R>(String etag) -> {
                    ranged = false;
                    pinned = Optional.of(etag).filter(each -> !each.isEmpty());
                    yield Optional.empty();
                }
                case StoredAnswer.RangeEnough<R>() -> {
                    recentDeltas.remove(address);
                    ranged = true;
                    yield Optional.empty();
                }
                case StoredAnswer.ProbeNeeded<R>(String etag, long size) -> {
                    if (states.probe(address, etag, size).isPresent()) {
                        ranged = false;
                    } else {
                        knownRaw = Optional.of(etag);
                    }
                    yield Optional.empty();
                }
            };
        }

        /** Another try is worth it, unless the same wrong bytes came before: then they are what is stored. */
        private void lose(IOException cause) {
            Optional<String> digest =
                    cause instanceof DamagedTransferException damaged
                            ? damaged.digest()
                            : Optional.empty();
            if (digest.isPresent() && digest.equals(wrongDigest)) {
                throw S3Errors.damaged(
                        address.uri()
                                + " is damaged: the store has other bytes than were put; put the"
                                + " object again, or restore it from a backup",
                        cause);
            }
            wrongDigest = digest;
            if (++lostBodies == MAX_LOST_BODIES) {
                throw SdkClientException.create(
                        "cannot read "
                                + address.uri()
                                + ": "
                                + Reason.of(cause)
                                + " ("
                                + lostBodies
                                + " attempts failed)",
                        cause);
            }
        }

        private GetObjectRequest toStore() {
            return request.toBuilder()
                    .range(ranged ? request.range() : null)
                    .ifMatch(pinned.orElse(null))
                    .ifNoneMatch(null)
                    .ifModifiedSince(null)
                    .ifUnmodifiedSince(null)
                    .build();
        }

        private Optional<R> afterError(S3Exception error) {
            if (pinned.isPresent() && S3Errors.isPreconditionFailed(error)) {
                pinned = Optional.empty();
                return Optional.empty();
            }
            if (ranged && error.statusCode() == 416) {
                // Beyond the end of what is stored, which may be far from the end of what is meant.
                StoredState state = states.head(address);
                Conditions.of(request).requireForRead(state.etag(), state.stored().lastModified());
                if (state.delta().isPresent()) {
                    ranged = false;
                    return Optional.empty();
                }
            }
            throw error;
        }

        private Optional<R> rebuild(StoredAnswer.DeltaBody<R> body) {
            if (request.range() != null) {
                recentDeltas.add(address);
            }
            try {
                return Optional.of(deliver(body));
            } catch (RebuildException e) {
                if (triedAgain) {
                    throw e.error();
                }
                triedAgain = true;
                pinned = Optional.empty();
                return Optional.empty();
            } catch (IOException e) {
                throw SdkClientException.create(
                        "cannot rebuild " + address.uri() + ": " + Reason.of(e), e);
            }
        }

        private R deliver(StoredAnswer.DeltaBody<R> body) throws RebuildException, IOException {
            Rebuilder.Opened opened =
                    rebuilder.open(
                            address,
                            body.file(),
                            body.marked(),
                            StoredMetadata.ancestors(body.response().metadata()));
            boolean handedOver = false;
            try {
                GetObjectResponse stored = body.response();
                DeltaDescription delta =
                        body.marked().orElseGet(() -> fromHeader(opened.header(), stored));
                if (StoredMetadata.mark(stored.metadata()) == StoredMetadata.Mark.NONE) {
                    states.remember(
                            address,
                            ETags.plain(stored.eTag()),
                            body.file().size(),
                            Optional.of(delta));
                }
                Conditions.of(request).requireForRead(delta.etag(), stored.lastModified());
                Optional<ByteRange> range =
                        request.range() == null
                                ? Optional.empty()
                                : ByteRange.parse(request.range(), delta.size());
                RebuiltStream bytes = opened.bytes(range);
                handedOver = true;
                return handOver(
                        LogicalResponses.delta(stored, delta, range, request.responseContentType()),
                        bytes);
            } finally {
                if (!handedOver) {
                    opened.close();
                }
            }
        }

        private DeltaDescription fromHeader(DeltaHeader header, GetObjectResponse stored) {
            DeltaDescription delta = DeltaDescription.of(header);
            return new DeltaDescription(
                    delta.size(),
                    delta.etag(),
                    delta.sha256(),
                    StoredMetadata.contentType(stored.metadata()).or(delta::contentType),
                    delta.referenceKey());
        }

        /** As the SDK's own client treats a transformer and what it throws. */
        private R handOver(GetObjectResponse response, RebuiltStream bytes) throws IOException {
            boolean leftOpen = false;
            try {
                R value =
                        client.transform(
                                response,
                                AbortableInputStream.create(bytes, () -> closeQuietly(bytes)));
                leftOpen = client.needsConnectionLeftOpen();
                return value;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw AbortedException.create("interrupted while reading " + address.uri(), e);
            } catch (Exception e) {
                RuntimeException cause = bytes.failure();
                if (cause != null) {
                    cause.addSuppressed(e);
                    throw cause;
                }
                if (e instanceof SdkException sdk) {
                    throw sdk;
                }
                throw SdkClientException.create(
                        "cannot hand over " + address.uri() + ": " + Reason.of(e), e);
            } finally {
                if (!leftOpen) {
                    bytes.close();
                }
            }
        }
    }

    private static void closeQuietly(RebuiltStream bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

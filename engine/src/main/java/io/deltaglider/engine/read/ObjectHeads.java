package io.deltaglider.engine.read;

import io.deltaglider.engine.object.ByteRange;
import io.deltaglider.engine.object.Conditions;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.StoredState;

import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.util.Optional;

/** HEAD: the logical headers of an object, with one request to the store. */
public final class ObjectHeads {
    private final StoredStates states;

    public ObjectHeads(StoredStates states) {
        this.states = states;
    }

    public HeadObjectResponse head(HeadObjectRequest request) {
        HeadObjectRequest unconditional =
                request.toBuilder()
                        .ifMatch(null)
                        .ifNoneMatch(null)
                        .ifModifiedSince(null)
                        .ifUnmodifiedSince(null)
                        .range(null)
                        .build();
        StoredState state = states.head(unconditional);
        Conditions.of(request).requireForRead(state.etag(), state.stored().lastModified());
        Optional<ByteRange> range =
                request.range() == null
                        ? Optional.empty()
                        : ByteRange.parse(request.range(), state.size());
        if (state.delta().isEmpty()) {
            return LogicalResponses.raw(state.stored(), range);
        }
        DeltaDescription delta = state.delta().get();
        return LogicalResponses.delta(state.stored(), delta, range, request.responseContentType());
    }
}

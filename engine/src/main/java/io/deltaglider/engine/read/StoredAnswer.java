package io.deltaglider.engine.read;

import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.spool.Spool;

import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.util.Optional;

/** What came of one GET to the store. */
sealed interface StoredAnswer<R> {
    /** The object is raw, and the client has it. */
    record Delivered<R>(R value) implements StoredAnswer<R> {}

    /** A condition of the client does not hold. */
    record Refused<R>(RuntimeException error) implements StoredAnswer<R> {}

    /** The object is a delta file, all of which is here; {@code marked} is what its metadata say. The receiver closes the spool. */
    record DeltaBody<R>(GetObjectResponse response, Spool file, Optional<DeltaDescription> marked)
            implements StoredAnswer<R> {}

    /** The object is a delta file, and only a range of the file was asked for: ask for all of it. */
    record WholeNeeded<R>(String storedEtag) implements StoredAnswer<R> {}

    /** The object is raw, and all of it was asked for where the client wants a range: ask for that. */
    record RangeEnough<R>() implements StoredAnswer<R> {}

    /** A range of an object that says nothing of itself: look at its first bytes. */
    record ProbeNeeded<R>(String storedEtag, long storedSize) implements StoredAnswer<R> {}

    /** The body of a delta file broke off; nothing of it has reached the client. */
    record BodyLost<R>(IOException cause) implements StoredAnswer<R> {}
}

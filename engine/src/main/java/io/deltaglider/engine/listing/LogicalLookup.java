package io.deltaglider.engine.listing;

import io.deltaglider.engine.object.LogicalMetadata;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.util.Optional;

/** Asks the backend what a stored object is to its clients. Called by many threads at once. */
@FunctionalInterface
public interface LogicalLookup {
    /**
     * What an object is, and which stored state of it that is: it may have been overwritten since LIST saw it, and must not be
     * remembered as what it was then.
     *
     * @param storedEtag with or without quotes, as the backend gave it with the rest
     * @param storedSize bytes
     */
    record Answer(String storedEtag, long storedSize, LogicalMetadata metadata) {}

    /**
     * Asks for one object, in one request.
     *
     * @param versionId the version to ask for, as LIST named it; empty for the current one
     * @throws NoSuchKeyException when the object is gone, and only then
     * @throws SdkException when it could not be found out
     */
    Answer lookup(String bucket, String key, Optional<String> versionId);
}

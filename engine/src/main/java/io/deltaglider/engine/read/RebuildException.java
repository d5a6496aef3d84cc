package io.deltaglider.engine.read;

import software.amazon.awssdk.services.s3.model.S3Exception;

/** An object could not be rebuilt, and no byte of it has left: it may be tried once more with fresh copies of everything. */
final class RebuildException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient S3Exception error;

    RebuildException(S3Exception error) {
        super(error.getMessage(), error);
        this.error = error;
    }

    /** What the client is told when trying again does not help. */
    S3Exception error() {
        return error;
    }
}

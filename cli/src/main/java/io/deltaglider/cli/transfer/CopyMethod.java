package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.Work;

import java.io.IOException;

/** How an object gets from S3 to S3. Used by many threads. */
public interface CopyMethod {
    /** Returns when the copy is there, whole; says what has passed. */
    void copy(Transfer.Copy copy, Work work) throws IOException;
}

package io.deltaglider.cli.output;

import io.deltaglider.engine.progress.WorkListener;

/**
 * One file or object on its way: its bytes are read or received, and it may be encoded, checked and sent. Safe for use by many threads. Closing it
 * says that it has ended, well or not.
 */
public interface Work extends ByteProgress, WorkListener, AutoCloseable {
    /** What is read will be encoded and sent only then; otherwise what is read is on its way. */
    void willBeEncoded();

    /** So many bytes are about to be sent, for this object or for a reference that it needs. */
    void sending(long bytes);

    /** So many of them are sent; a negative number when some must be sent again. */
    void sent(long bytes);

    @Override
    void close();

    /** Nobody watches. */
    static Work unwatched() {
        return of(_ -> {});
    }

    /** Somebody hears of the bytes that are read or received, and of nothing else. */
    static Work of(ByteProgress bytes) {
        return new UnwatchedWork(bytes);
    }
}

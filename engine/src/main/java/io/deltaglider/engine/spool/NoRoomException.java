package io.deltaglider.engine.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** There is no room here for all of a body. What has been received is not lost: it can be read once, and is gone when this is closed. */
public final class NoRoomException extends IOException implements Closeable {
    private static final long serialVersionUID = 1L;

    private final transient InputStream received;
    private final transient Closeable file;

    NoRoomException(String message, InputStream received, Closeable file, Throwable cause) {
        super(message, cause);
        this.received = received;
        this.file = file;
    }

    /** The bytes that were read from the body before the room ran out. */
    public InputStream received() {
        return received;
    }

    @Override
    public void close() throws IOException {
        try {
            received.close();
        } finally {
            file.close();
        }
    }
}

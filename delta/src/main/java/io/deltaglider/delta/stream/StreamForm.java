package io.deltaglider.delta.stream;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.InflatingReader;

import org.jspecify.annotations.Nullable;

/** How the content of a stream is packed. */
public enum StreamForm {
    /** Deflate data (RFC 1951). */
    DEFLATE(0),

    /** Consecutive IDAT chunks of a PNG image (ISO/IEC 15948, 5.3): their data joined is the content. */
    PNG_CHUNKS(1),

    /** Pieces of a table's data in PostgreSQL's {@code pg_dump -Fc}, each with its length in front: joined they are the content. */
    POSTGRES_CHUNKS(2);

    private final int code;

    StreamForm(int code) {
        this.code = code;
    }

    /** The number that stands for this form in delta files. */
    public int code() {
        return code;
    }

    /**
     * The form that a number stands for.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static StreamForm of(long code) {
        for (StreamForm form : values()) {
            if (form.code == code) {
                return form;
            }
        }
        throw new IllegalArgumentException("Unknown stream form: " + code);
    }

    public boolean isChunked() {
        return this != DEFLATE;
    }

    /**
     * Begins to read a stream.
     *
     * @param position of its first byte
     * @param limit where it ends at the latest
     * @param checkpoints is filled on the way, if the form has tokens; null if nobody will ask for them
     */
    public ContentReader read(
            Content packed, long position, long limit, @Nullable Checkpoints checkpoints) {
        return isChunked()
                ? new ChunkReader(packed, position, limit, ChunkLayout.of(this))
                : new InflatingReader(packed, position, limit, checkpoints);
    }
}

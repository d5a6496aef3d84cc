package io.deltaglider.delta.deflate;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What is in a deflate stream, by ours and by the platform's reader.
 *
 * @param content as far as the stream could be read
 * @param packedLength bytes that the stream takes; -1 if it is damaged
 */
@SuppressWarnings("ArrayRecordComponent") // compared by component
record Inflated(byte[] content, long packedLength) {
    static Inflated byUs(byte[] packed, @Nullable Checkpoints checkpoints, int step)
            throws IOException {
        InflatingReader reader =
                new InflatingReader(Content.of(packed), 0, packed.length, checkpoints);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[step];
        try {
            while (true) {
                int n = reader.read(buffer, 0, step);
                if (n < 0) {
                    return new Inflated(content.toByteArray(), reader.packedLength());
                }
                content.write(buffer, 0, n);
            }
        } catch (DamagedStreamException e) {
            return new Inflated(content.toByteArray(), -1);
        }
    }

    static Inflated byPlatform(byte[] packed) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            while (!inflater.finished()) {
                int n = inflater.inflate(buffer);
                content.write(buffer, 0, n);
                if (n == 0 && !inflater.finished() && inflater.needsInput()) {
                    return new Inflated(content.toByteArray(), -1);
                }
            }
            return new Inflated(content.toByteArray(), inflater.getBytesRead());
        } catch (DataFormatException e) {
            return new Inflated(content.toByteArray(), -1);
        } finally {
            inflater.end();
        }
    }
}

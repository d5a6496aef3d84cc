package io.deltaglider.delta.sketch;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;

import java.io.IOException;
import java.util.Optional;

/** Sketches of packed streams by what their content begins with; archives inside are not opened. Stateless. */
public final class StreamSketch {
    /** Bytes of content that are looked at. */
    private static final int LOOKED_AT = 256 << 10;

    private static final int BUFFER = 16 << 10;

    private StreamSketch() {}

    /** The sketch of a stream; empty if it turns out to be none. */
    public static Optional<Sketch> of(Content source, PackedStreams streams, int stream)
            throws IOException {
        ContentReader reader =
                streams.kind(stream)
                        .form()
                        .read(
                                source,
                                streams.position(stream),
                                streams.limit(stream),
                                new Checkpoints());
        Minima minima = new Minima();
        Shingles shingles = new Shingles(minima);
        byte[] buffer = new byte[BUFFER];
        try {
            int left = LOOKED_AT;
            while (left > 0) {
                int n = reader.read(buffer, 0, Math.min(left, BUFFER));
                if (n < 0) {
                    break;
                }
                shingles.add(buffer, 0, n);
                left -= n;
            }
        } catch (DamagedStreamException | RuntimeException | StackOverflowError noStream) {
            return Optional.empty();
        }
        return Optional.of(minima.sketch());
    }
}

package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.zstd.ZstdCompressor;

import java.io.IOException;
import java.util.List;

/**
 * Closes streams of a target that is packed again where deflate has done better than zstd would, as it may with images that are mostly
 * noise. By samples; what is short, or was made less than half as long, stays open, since much of it may come again elsewhere. Not safe for use by several
 * threads.
 */
final class PackingGain {
    /** Content of fewer bytes tells little: zstd's own tables take room that many small streams share. */
    private static final int SMALLEST = 8 << 10;

    private static final int SAMPLE = 64 << 10;
    private static final int SAMPLES = 4;

    /** What is opened is closed again if it would come to more than so many percent of what it comes to closed. */
    private static final int PLAIN = 100;

    private final List<Depth> depths;
    private final int level;

    private PackingGain(List<Depth> depths, Effort effort) {
        this.depths = depths;
        this.level = effort == Effort.MAX ? 19 : 9;
    }

    /** Closes what should be, from the innermost streams outwards. */
    static void closeWhatGrows(List<Depth> depths, Effort effort) throws IOException {
        try (ZstdCompressor zstd = new ZstdCompressor()) {
            new PackingGain(depths, effort).close(zstd);
        }
    }

    private void close(ZstdCompressor zstd) throws IOException {
        long[] inner = {};
        for (int depth = depths.size() - 2; depth >= 0; depth--) {
            OpenedStreams streams = depths.get(depth).opened();
            OpenedStreams inside = depths.get(depth + 1).opened();
            long[] gains = new long[streams.count()];
            int next = 0;
            for (int i = 0; i < gains.length; i++) {
                long gain = 0;
                while (next < inside.count() && inside.position(next) < streams.contentEnd(i)) {
                    gain += Math.max(0, inner[next]);
                    next++;
                }
                long packed = streams.packedLength(i);
                if (isNoise(streams, i)) {
                    long size = size(zstd, depths.get(depth + 1).target(), streams, i);
                    gain += packed - size;
                    if ((packed - gain) * 100 > packed * PLAIN) {
                        streams.close(i);
                    }
                } else if (streams.form(i).isChunked() && gain <= 0) {
                    // What is in chunks is as long as they are: it is the streams in it that gain.
                    streams.close(i);
                } else {
                    // Better open, or too little to tell.
                    gain = Math.max(gain, 1);
                }
                gains[i] = gain;
            }
            inner = gains;
        }
    }

    /** Whether deflate has saved less than half: there is little in it that comes again, here or elsewhere. */
    private static boolean isNoise(OpenedStreams streams, int stream) {
        long content = streams.contentLength(stream);
        return !streams.form(stream).isChunked()
                && content >= SMALLEST
                && 2 * streams.packedLength(stream) > content;
    }

    /** Bytes that zstd makes of the content of a stream, about. */
    private long size(ZstdCompressor zstd, Content contents, OpenedStreams streams, int stream)
            throws IOException {
        long length = streams.contentLength(stream);
        int samples = length <= (long) SAMPLES * SAMPLE ? 1 : SAMPLES;
        int each = samples == 1 ? (int) length : SAMPLE;
        byte[] bytes = new byte[each];
        long packed = 0;
        for (int i = 0; i < samples; i++) {
            long from = samples == 1 ? 0 : (length - each) * i / (samples - 1);
            contents.read(streams.contentStart(stream) + from, bytes, 0, each);
            packed += zstd.size(bytes, 0, each, level);
        }
        return packed * length / ((long) each * samples);
    }
}

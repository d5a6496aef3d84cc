package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.zstd.ZstdCompressor;

import java.io.Closeable;

/** Codes the sections of a frame: each as it is, or through zstd when that is smaller. Not safe for use by several threads. */
final class SectionWriter implements Closeable {
    static final int STORED = 0;
    static final int ZSTD = 1;

    /** Fewer bytes than this are not worth a zstd frame's own header. */
    private static final int SMALLEST = 24;

    private static final int QUICK_LEVEL = 3;
    private static final int MAX_LEVEL = 22;

    private final ZstdCompressor zstd = new ZstdCompressor();
    private final Effort effort;

    SectionWriter(Effort effort) {
        this.effort = effort;
    }

    /** Appends a section: method, length, stored length unless it is the same, bytes. */
    void write(byte[] bytes, int length, ByteBuilder out) {
        int level = effort == Effort.MAX ? MAX_LEVEL : QUICK_LEVEL;
        int better = effort == Effort.BALANCED ? balancedLevel(length) : level;
        write(bytes, length, level, better, out);
    }

    /** As above, with a level of zstd's, 1 to 22. */
    void write(byte[] bytes, int length, int level, ByteBuilder out) {
        write(bytes, length, level, level, out);
    }

    /**
     * @param better tried as well where {@code level} shows that it may pay
     */
    private void write(byte[] bytes, int length, int level, int better, ByteBuilder out) {
        if (length < SMALLEST) {
            store(bytes, length, out);
            return;
        }
        byte[] frame = zstd.compress(bytes, 0, length, level);
        if (better > level && frame.length < length - (length >> 5)) {
            frame = zstd.compress(bytes, 0, length, better);
        }
        if (frame.length + ByteBuilder.varintLength(frame.length) >= length) {
            store(bytes, length, out);
            return;
        }
        out.put(ZSTD);
        out.putVarint(length);
        out.putVarint(frame.length);
        out.put(frame, 0, frame.length);
    }

    /**
     * For what the quick level makes clearly smaller; packed bytes hardly shrink at any level. Short sections get more
     * time for each byte.
     */
    private static int balancedLevel(int length) {
        return length <= 256 << 10 ? 19 : length <= 1 << 20 ? 12 : 6;
    }

    private static void store(byte[] bytes, int length, ByteBuilder out) {
        out.put(STORED);
        out.putVarint(length);
        out.put(bytes, 0, length);
    }

    @Override
    public void close() {
        zstd.close();
    }
}

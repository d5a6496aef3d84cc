package io.deltaglider.delta.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

import io.deltaglider.delta.Effort;

import java.io.Closeable;

/** Codes the sections of a frame: each as it is, or through zstd when that is smaller. Not safe for use by several threads. */
final class SectionWriter implements Closeable {
    static final int STORED = 0;
    static final int ZSTD = 1;

    /** Fewer bytes than this are not worth a zstd frame's own header. */
    private static final int SMALLEST = 24;

    private static final int QUICK_LEVEL = 3;

    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final Effort effort;

    SectionWriter(Effort effort) {
        this.effort = effort;
    }

    /** Appends a section: method, length, stored length unless it is the same, bytes. */
    void write(byte[] bytes, int length, ByteBuilder out) {
        if (length < SMALLEST) {
            store(bytes, length, out);
            return;
        }
        byte[] packed = new byte[(int) Zstd.compressBound(length)];
        int size = compress(bytes, length, packed, QUICK_LEVEL);
        int level = level(length, size);
        if (level > QUICK_LEVEL) {
            size = compress(bytes, length, packed, level);
        }
        if (size + ByteBuilder.varintLength(size) >= length) {
            store(bytes, length, out);
            return;
        }
        out.put(ZSTD);
        out.putVarint(length);
        out.putVarint(size);
        out.put(packed, 0, size);
    }

    /** Packed bytes hardly shrink at any level: only what the quick level makes clearly smaller is given more time. */
    private int level(int length, int quickSize) {
        if (effort == Effort.FAST || quickSize > length - (length >> 5)) {
            return QUICK_LEVEL;
        }
        if (effort == Effort.MAX) {
            return 22;
        }
        return length <= 256 << 10 ? 19 : length <= 1 << 20 ? 12 : 6;
    }

    private int compress(byte[] bytes, int length, byte[] into, int level) {
        zstd.setLevel(level);
        return zstd.compressByteArray(into, 0, into.length, bytes, 0, length);
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

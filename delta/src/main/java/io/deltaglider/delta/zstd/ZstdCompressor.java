package io.deltaglider.delta.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

import java.io.Closeable;
import java.nio.ByteBuffer;

/** Compresses bytes to one zstd frame each, which tells its length. Holds native memory. Not safe for use by several threads at a time. */
public final class ZstdCompressor implements Closeable {
    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final NativeBuffer in = new NativeBuffer();
    private final NativeBuffer out = new NativeBuffer();

    /** Compresses {@code bytes[from .. from + length)} at a level of 1 to 22. */
    public byte[] compress(byte[] bytes, int from, int length, int level) {
        try {
            int size = compressed(bytes, from, length, level);
            byte[] frame = new byte[size];
            out.of(size).get(0, frame);
            return frame;
        } finally {
            in.used();
            out.used();
        }
    }

    /** Bytes that {@link #compress} would give. */
    public int size(byte[] bytes, int from, int length, int level) {
        try {
            return compressed(bytes, from, length, level);
        } finally {
            in.used();
            out.used();
        }
    }

    /** The same by a compressor for this once. */
    public static int sizeOf(byte[] bytes, int level) {
        try (ZstdCompressor compressor = new ZstdCompressor()) {
            return compressor.size(bytes, 0, bytes.length, level);
        }
    }

    private int compressed(byte[] bytes, int from, int length, int level) {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        ByteBuffer source = in.of(length).put(0, bytes, from, length);
        ByteBuffer target = out.of(bound);
        context.setLevel(level);
        return context.compressDirectByteBuffer(target, 0, bound, source, 0, length);
    }

    @Override
    public void close() {
        context.close();
        in.close();
        out.close();
    }
}

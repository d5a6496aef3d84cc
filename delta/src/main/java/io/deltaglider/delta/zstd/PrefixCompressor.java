package io.deltaglider.delta.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictContentType;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Compresses bytes to one zstd frame that copies from a <em>prefix</em> as if it came right before them (as {@code zstd --patch-from} does). Holds native
 * memory. Not safe for use by several threads at a time.
 */
public final class PrefixCompressor implements Closeable {
    private static final int SMALLEST_WINDOW_LOG = 10;

    private final NativeBuffer prefixBuffer = new NativeBuffer();
    private final NativeBuffer in = new NativeBuffer();
    private final NativeBuffer out = new NativeBuffer();

    /**
     * Compresses {@code bytes[0 .. length)}.
     *
     * @param prefix at least one byte
     * @param level 1 to 22
     */
    public byte[] compress(byte[] prefix, byte[] bytes, int length, int level) {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        ByteBuffer before = prefixBuffer.of(prefix.length).put(0, prefix).limit(prefix.length);
        ByteBuffer source = in.of(length).put(0, bytes, 0, length);
        ByteBuffer target = out.of(bound);
        try (ZstdDictCompress dictionary =
                        new ZstdDictCompress(before, level, true, ZstdDictContentType.RAW_CONTENT);
                ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.loadDict(dictionary);
            context.setWindowLog(windowLog((long) prefix.length + length));
            int size = context.compressDirectByteBuffer(target, 0, bound, source, 0, length);
            byte[] frame = new byte[size];
            target.get(0, frame);
            return frame;
        } finally {
            prefixBuffer.used();
            in.used();
            out.used();
        }
    }

    private static int windowLog(long length) {
        return Math.max(SMALLEST_WINDOW_LOG, Long.SIZE - Long.numberOfLeadingZeros(length));
    }

    @Override
    public void close() {
        prefixBuffer.close();
        in.close();
        out.close();
    }
}

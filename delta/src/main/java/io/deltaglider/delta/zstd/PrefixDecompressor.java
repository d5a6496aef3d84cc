package io.deltaglider.delta.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictContentType;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Decompresses what {@link PrefixCompressor} makes. Holds native memory. Not safe for use by several threads at a time. */
public final class PrefixDecompressor implements Closeable {
    private final NativeBuffer prefixBuffer = new NativeBuffer();
    private final NativeBuffer in = new NativeBuffer();
    private final NativeBuffer out = new NativeBuffer();

    /**
     * Decompresses a frame that fills an array exactly.
     *
     * @param prefix at least one byte
     * @throws DataFormatException if the frame tells another length or none, or is damaged; the message says which
     */
    public void decompress(byte[] prefix, byte[] frame, byte[] into) throws DataFormatException {
        ByteBuffer source = in.of(frame.length).put(0, frame);
        try {
            long told = Zstd.getDirectByteBufferFrameContentSize(source, 0, frame.length);
            if (frame.length == 0 || told != into.length) {
                throw new DataFormatException("not a zstd frame of " + into.length + " bytes");
            }
            ByteBuffer before = prefixBuffer.of(prefix.length).put(0, prefix).limit(prefix.length);
            ByteBuffer target = out.of(into.length);
            if (size(before, target, into.length, source, frame.length) != into.length) {
                throw new DataFormatException("a zstd frame of another length than it tells");
            }
            target.get(0, into);
        } catch (ZstdException e) {
            DataFormatException damaged = new DataFormatException("not valid zstd");
            damaged.initCause(e);
            throw damaged;
        } finally {
            prefixBuffer.used();
            in.used();
            out.used();
        }
    }

    private static int size(
            ByteBuffer before, ByteBuffer target, int length, ByteBuffer source, int frameLength) {
        try (ZstdDictDecompress dictionary =
                        new ZstdDictDecompress(before, true, ZstdDictContentType.RAW_CONTENT);
                ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            context.loadDict(dictionary);
            return context.decompressDirectByteBuffer(target, 0, length, source, 0, frameLength);
        }
    }

    @Override
    public void close() {
        prefixBuffer.close();
        in.close();
        out.close();
    }
}

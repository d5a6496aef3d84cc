package io.deltaglider.delta.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Decompresses single zstd frames whose lengths are known. Holds native memory. Not safe for use by several threads at a time. */
public final class ZstdDecompressor implements Closeable {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final NativeBuffer in = new NativeBuffer();
    private final NativeBuffer out = new NativeBuffer();

    /**
     * Decompresses a frame that has exactly so many bytes.
     *
     * @param length bytes that it must tell to have, and have, at least 1; nothing is allocated before it does
     * @throws DataFormatException if the frame tells another length or none, or is damaged; the message says which
     */
    public byte[] decompress(byte[] frame, int length) throws DataFormatException {
        try {
            ByteBuffer source = in.of(frame.length).put(0, frame);
            long told = Zstd.getDirectByteBufferFrameContentSize(source, 0, frame.length);
            if (frame.length == 0 || told != length) {
                throw new DataFormatException("not a zstd frame of " + length + " bytes");
            }
            ByteBuffer target = out.of(length);
            int size =
                    context.decompressDirectByteBuffer(target, 0, length, source, 0, frame.length);
            if (size != length) {
                throw new DataFormatException(
                        "a zstd frame of " + size + " bytes, not of " + length);
            }
            byte[] bytes = new byte[length];
            target.get(0, bytes);
            return bytes;
        } catch (ZstdException e) {
            DataFormatException damaged = new DataFormatException("not valid zstd");
            damaged.initCause(e);
            throw damaged;
        } finally {
            in.used();
            out.used();
        }
    }

    @Override
    public void close() {
        context.close();
        in.close();
        out.close();
    }
}

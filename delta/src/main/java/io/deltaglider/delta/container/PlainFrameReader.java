package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.zstd.PrefixDecompressor;

import java.io.Closeable;
import java.io.IOException;
import java.util.zip.DataFormatException;

/** Decodes frames that hold target bytes as they are, with no streams opened: copied ones and those with a prefix. Not safe for use by several threads. */
final class PlainFrameReader implements Closeable {
    private final Content reference;
    private final PrefixDecompressor zstd = new PrefixDecompressor();

    PlainFrameReader(Content reference) {
        this.reference = reference;
    }

    /** Decodes a frame that is copied from the reference. */
    byte[] readCopied(FrameHeader header, ByteCursor body) throws IOException {
        int length = header.targetLength();
        long from = body.varint();
        require(from, length, body);
        body.requireEnd();
        byte[] target = new byte[length];
        reference.read(from, target, 0, length);
        return target;
    }

    /** Decodes a frame that zstd coded with a part of the reference as its prefix. */
    byte[] readPrefixed(FrameHeader header, ByteCursor body) throws IOException {
        long from = body.varint();
        int length = body.varint(Format.MAX_PREFIX_LENGTH, "length of a prefix");
        if (length == 0) {
            throw body.corrupt("an empty prefix");
        }
        require(from, length, body);
        byte[] frame = body.take(body.remaining());
        byte[] prefix = new byte[length];
        reference.read(from, prefix, 0, length);
        byte[] target = new byte[header.targetLength()];
        try {
            zstd.decompress(prefix, frame, target);
        } catch (DataFormatException e) {
            throw body.corruptOrOtherReference(
                    "cannot decompress a frame with a prefix: " + e.getMessage(), e);
        }
        return target;
    }

    private void require(long from, int length, ByteCursor body) throws IOException {
        if (from > reference.size() - length) {
            throw body.corruptOrOtherReference(
                    length
                            + " bytes at "
                            + from
                            + " of a reference of "
                            + reference.size()
                            + " bytes");
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}

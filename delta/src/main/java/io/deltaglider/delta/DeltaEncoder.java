package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.container.DeltaWriter;
import io.deltaglider.delta.container.Format;
import io.deltaglider.delta.container.FrameWriter;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Turns a reference and a target into a delta file. Stateless and safe for use by many threads. */
public final class DeltaEncoder {
    private final Effort effort;

    public DeltaEncoder(Effort effort) {
        this.effort = effort;
    }

    /**
     * Writes the delta file that {@code header} describes. The caller gives the digests, which it has computed while it
     * received the target; they are written as they are, and {@link DeltaFile} checks them on reading.
     *
     * @param reference {@link Content#empty()} when the header names none
     * @param sizeLimit give up as soon as the delta file would be larger than this many bytes; {@link Long#MAX_VALUE} for none
     * @param out is not closed
     * @return the bytes written, or empty when the limit was hit (what was written until then is to be thrown away)
     * @throws IllegalArgumentException if the header's sizes are not those of the contents
     */
    public OptionalLong encode(
            Content reference, Content target, DeltaHeader header, long sizeLimit, OutputStream out)
            throws IOException {
        check(reference, target, header);
        DeltaWriter writer = new DeltaWriter(header, sizeLimit, out);
        SharedIndex index = new SharedIndex(reference);
        PagedReference pages = new PagedReference(reference);
        Matcher matcher = new Matcher(pages, index);
        Covers covers = new Covers();
        byte[] buffer = new byte[(int) Math.min(Format.FRAME_LENGTH, target.size())];
        try (FrameWriter frames = new FrameWriter(effort)) {
            for (long at = 0; at < target.size(); at += buffer.length) {
                int length = (int) Math.min(buffer.length, target.size() - at);
                target.read(at, buffer, 0, length);
                matcher.match(buffer, length, at, covers);
                if (!writer.write(frames.write(buffer, length, at, covers, pages))) {
                    return OptionalLong.empty();
                }
            }
        }
        return writer.finish() ? OptionalLong.of(writer.written()) : OptionalLong.empty();
    }

    private static void check(Content reference, Content target, DeltaHeader header) {
        long referenceSize = header.reference().map(ReferenceId::size).orElse(0L);
        if (referenceSize != reference.size() || header.targetSize() != target.size()) {
            throw new IllegalArgumentException(
                    "the header tells of a reference of "
                            + referenceSize
                            + " and a target of "
                            + header.targetSize()
                            + " bytes; they have "
                            + reference.size()
                            + " and "
                            + target.size());
        }
    }
}

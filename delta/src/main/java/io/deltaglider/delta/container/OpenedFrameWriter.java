package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.level.Ranges;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opened.StreamTable;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;

/** Codes frames of unpacked form. Keeps its buffers. Not safe for use by several threads. */
public final class OpenedFrameWriter implements Closeable {
    private final SectionWriter sections;
    private final ModelledLevelWriter levels;
    private final ShapeWriter shapes = new ShapeWriter();
    private final ByteBuilder body = new ByteBuilder(1 << 16);

    public OpenedFrameWriter(Effort effort) {
        sections = new SectionWriter(effort);
        levels = new ModelledLevelWriter(effort);
    }

    /**
     * Codes shape and level.
     *
     * @param bytes the unpacked form
     * @param reference that the covers are of
     */
    public byte[] body(byte[] bytes, Shape shape, Covers covers, PagedReference reference)
            throws IOException {
        body.clear();
        shapes.write(shape, sections, body);
        levels.write(
                bytes, bytes.length, Positions.of(shape), Ranges.none(), covers, reference, body);
        return body.toByteArray();
    }

    /** Codes the shape alone, for a packed frame. */
    public byte[] shape(Shape shape) {
        body.clear();
        shapes.write(shape, sections, body);
        return body.toByteArray();
    }

    /** Codes the table of the reference's streams, which comes before all frames that need it. */
    public EncodedFrame streams(StreamTable table) {
        body.clear();
        StreamTableCoding.write(table, sections, body);
        byte[] coded = body.toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(coded, 0, coded.length);
        ByteBuilder frame = new ByteBuilder(coded.length + 16);
        new FrameHeader(Format.KIND_STREAMS, 0, coded.length, (int) crc.getValue()).write(frame);
        frame.put(coded, 0, coded.length);
        return new EncodedFrame(0, frame.toByteArray());
    }

    /**
     * Puts a frame together.
     *
     * @param crc CRC-32C of the target bytes
     * @param body shape and level
     * @param recipes first of the streams that lie in the frame whole, then of each one that does not
     * @param shape that the body begins with
     */
    public static EncodedFrame frame(
            int targetLength, int crc, byte[] body, List<byte[]> recipes, Shape shape) {
        int kind =
                shape.carriedCount() > 0
                        ? Format.KIND_CONTINUED
                        : shape.isTied() ? Format.KIND_BEGUN : Format.KIND_OPENED;
        return frame(kind, targetLength, crc, new byte[0], body, recipes);
    }

    /**
     * Puts a packed frame together.
     *
     * @param literals that {@link PackedLiteralsWriter} made of the unpacked form
     * @param body the shape
     * @param recipes as of other frames
     */
    public static EncodedFrame packedFrame(
            int targetLength,
            int crc,
            byte[] literals,
            byte[] body,
            List<byte[]> recipes,
            Shape shape) {
        ByteBuilder start = new ByteBuilder(literals.length + 16);
        start.putVarint(shape.length());
        start.putVarint(literals.length);
        start.put(literals, 0, literals.length);
        return frame(Format.KIND_PACKED, targetLength, crc, start.toByteArray(), body, recipes);
    }

    private static EncodedFrame frame(
            int kind, int targetLength, int crc, byte[] start, byte[] body, List<byte[]> recipes) {
        ByteBuilder rest = new ByteBuilder(64);
        for (byte[] recipe : recipes) {
            rest.putVarint(recipe.length);
            rest.put(recipe, 0, recipe.length);
        }
        int bodyLength = start.length + body.length + rest.length();
        ByteBuilder frame = new ByteBuilder(bodyLength + 16);
        new FrameHeader(kind, targetLength, bodyLength, crc).write(frame);
        frame.put(start, 0, start.length);
        frame.put(body, 0, body.length);
        frame.put(rest.array(), 0, rest.length());
        return new EncodedFrame(targetLength, frame.toByteArray());
    }

    @Override
    public void close() {
        sections.close();
        levels.close();
    }
}

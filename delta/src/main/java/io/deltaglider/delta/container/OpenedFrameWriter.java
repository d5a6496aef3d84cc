package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opened.StreamTable;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Codes frames of unpacked form. Keeps its buffers. Not safe for use by several threads. */
public final class OpenedFrameWriter implements Closeable {
    private static final byte[] NOTHING = {};

    private final SectionWriter sections;
    private final LevelWriter levels;
    private final ShapeWriter shapes = new ShapeWriter();
    private final ByteBuilder body = new ByteBuilder(1 << 16);

    public OpenedFrameWriter(Effort effort) {
        sections = new SectionWriter(effort);
        levels = new LevelWriter(effort);
    }

    /** How what is left of a stretch is coded. */
    public enum Coding {
        MODELLED,
        SECTIONED,
        PACKED,
        PREFIXED,
        COPIED
    }

    /**
     * The part of a frame's body that does not depend on other frames.
     *
     * @param bytes shape and level; of a packed frame the shape alone; of a plain one all of its body
     * @param literals that go into a stream of all frames; empty of a modelled one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Body(Coding coding, byte[] bytes, byte[] literals) {
        /** Whether the frame holds target bytes as they are, with no streams opened. */
        public boolean isPlain() {
            return coding == Coding.PREFIXED || coding == Coding.COPIED;
        }
    }

    /**
     * Codes shape and level.
     *
     * @param bytes the unpacked form
     * @param reference that the covers are of
     */
    public Body body(byte[] bytes, Shape shape, Covers covers, PagedReference reference)
            throws IOException {
        body.clear();
        shapes.write(shape, sections, body);
        Optional<byte[]> literals =
                levels.write(
                        bytes, bytes.length, () -> Positions.of(shape), covers, reference, body);
        return new Body(
                literals.isPresent() ? Coding.SECTIONED : Coding.MODELLED,
                body.toByteArray(),
                literals.orElse(NOTHING));
    }

    /** Codes the shape alone, for a packed frame: all its bytes are literals. */
    public Body packedBody(byte[] bytes, Shape shape) {
        body.clear();
        shapes.write(shape, sections, body);
        return new Body(Coding.PACKED, body.toByteArray(), bytes);
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
     * Puts a frame with a modelled level together.
     *
     * @param crc CRC-32C of the target bytes
     * @param body shape and level
     * @param recipes first of the streams that lie in the frame whole, then of each one that does not
     * @param shape that the body begins with
     */
    public static EncodedFrame modelledFrame(
            int targetLength, int crc, byte[] body, List<byte[]> recipes, Shape shape) {
        return frame(
                Format.kind(shape.carriedCount() > 0, shape.isTied(), false),
                targetLength,
                crc,
                NOTHING,
                body,
                recipes);
    }

    /**
     * Puts a frame with a level in sections together.
     *
     * @param piece that {@link LiteralStreamWriter} made of the literals
     * @param back how many frames before lies the one whose piece it goes on from; 0 if it begins anew
     * @param body shape and level
     * @param recipes as of other frames
     */
    public static EncodedFrame sectionedFrame(
            int targetLength,
            int crc,
            int literals,
            byte[] piece,
            int back,
            byte[] body,
            List<byte[]> recipes,
            Shape shape) {
        ByteBuilder start = new ByteBuilder(piece.length + 16);
        start.putVarint(back);
        putPiece(literals, piece, start);
        return frame(
                Format.kind(shape.carriedCount() > 0, shape.isTied(), true),
                targetLength,
                crc,
                start.toByteArray(),
                body,
                recipes);
    }

    /**
     * Puts a packed frame together.
     *
     * @param piece that {@link LiteralStreamWriter} made of the unpacked form
     * @param body the shape
     * @param recipes as of other frames
     */
    public static EncodedFrame packedFrame(
            int targetLength,
            int crc,
            byte[] piece,
            byte[] body,
            List<byte[]> recipes,
            Shape shape) {
        ByteBuilder start = new ByteBuilder(piece.length + 16);
        putPiece(shape.length(), piece, start);
        return frame(Format.KIND_PACKED, targetLength, crc, start.toByteArray(), body, recipes);
    }

    /** The body of a frame that is all in the reference, from a place on. */
    public static Body copiedBody(long from) {
        ByteBuilder body = new ByteBuilder(16);
        body.putVarint(from);
        return new Body(Coding.COPIED, body.toByteArray(), NOTHING);
    }

    /**
     * The body of a frame that zstd coded with a prefix.
     *
     * @param from where the prefix begins in the reference
     * @param prefixLength its length
     * @param coded zstd frame
     */
    public static Body prefixedBody(long from, int prefixLength, byte[] coded) {
        ByteBuilder body = new ByteBuilder(coded.length + 16);
        body.putVarint(from);
        body.putVarint(prefixLength);
        body.put(coded, 0, coded.length);
        return new Body(Coding.PREFIXED, body.toByteArray(), NOTHING);
    }

    /** Puts a frame of plain bytes together, whose coding is {@link Coding#PREFIXED} or {@link Coding#COPIED}. */
    public static EncodedFrame plainFrame(int targetLength, int crc, Body body) {
        int kind = body.coding() == Coding.COPIED ? Format.KIND_COPIED : Format.KIND_PREFIXED;
        return frame(kind, targetLength, crc, NOTHING, body.bytes(), List.of());
    }

    private static void putPiece(int length, byte[] piece, ByteBuilder out) {
        out.putVarint(length);
        out.putVarint(piece.length);
        out.put(piece, 0, piece.length);
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

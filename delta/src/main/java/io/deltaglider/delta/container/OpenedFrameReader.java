package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opened.OpenedReference;
import io.deltaglider.delta.rebuild.ClosedReplays;
import io.deltaglider.delta.rebuild.Pieces;
import io.deltaglider.delta.rebuild.RebuiltStretch;
import io.deltaglider.delta.rebuild.Stretch;
import io.deltaglider.delta.replay.DamagedRecipeException;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Decodes frames of unpacked form as far as one can without the frames before. Keeps its buffers. Not safe for use by several threads. */
final class OpenedFrameReader implements Closeable {
    private final SectionReader sections = new SectionReader();
    private final ModelledLevelReader modelled = new ModelledLevelReader();
    private final SectionedLevelReader sectioned = new SectionedLevelReader();
    private final OpenedReference reference;
    private final PagedReference pages;

    /** An unpacked form. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Unpacked(byte[] bytes, Covers covers) {}

    /** Gives the unpacked form that has a shape. */
    @FunctionalInterface
    private interface Filling {
        Unpacked of(Shape shape) throws IOException;
    }

    OpenedFrameReader(OpenedReference reference) {
        this.reference = reference;
        this.pages = new PagedReference(reference);
    }

    /** Decodes the body of a frame whose level is modelled. */
    RebuiltStretch readModelled(ByteCursor body) throws IOException {
        return read(
                body,
                shape -> {
                    Covers covers = new Covers();
                    byte[] bytes = new byte[shape.length()];
                    modelled.read(body, bytes.length, Positions.of(shape), pages, covers, bytes);
                    return new Unpacked(bytes, covers);
                });
    }

    /**
     * Decodes the rest of the body of a frame whose level is in sections.
     *
     * @param literals of the level
     */
    RebuiltStretch readSectioned(ByteCursor body, byte[] literals) throws IOException {
        return read(
                body,
                shape -> {
                    Covers covers = new Covers();
                    byte[] bytes = new byte[shape.length()];
                    sectioned.read(
                            body,
                            bytes.length,
                            Positions.of(shape),
                            literals,
                            pages,
                            covers,
                            bytes);
                    return new Unpacked(bytes, covers);
                });
    }

    /**
     * Decodes the rest of the body of a packed frame.
     *
     * @param literals the whole unpacked form
     */
    RebuiltStretch readPacked(ByteCursor body, byte[] literals) throws IOException {
        return read(
                body,
                shape -> {
                    if (shape.length() != literals.length) {
                        throw body.corrupt(
                                "a shape of "
                                        + shape.length()
                                        + " bytes for literals of "
                                        + literals.length);
                    }
                    return new Unpacked(literals, new Covers());
                });
    }

    private RebuiltStretch read(ByteCursor body, Filling filling) throws IOException {
        try {
            return rebuild(body, filling);
        } catch (DamagedRecipeException | DamagedStreamException e) {
            throw body.corruptOrOtherReference(
                    "cannot rebuild a compressed stream: " + e.getMessage(), e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw body.corrupt("the stream layout of a frame is inconsistent", e);
        }
    }

    private RebuiltStretch rebuild(ByteCursor body, Filling filling) throws IOException {
        Shape shape = shape(body, sections);
        Unpacked unpacked = filling.of(shape);
        Decoder closed = recipe(body);
        List<Decoder> tied = new ArrayList<>();
        for (int i = shape.tiedCount(); i > 0; i--) {
            tied.add(recipe(body));
        }
        body.requireEnd();
        Pieces pieces = new Pieces();
        new Stretch(unpacked.bytes(), shape, unpacked.covers())
                .walk(new ClosedReplays(closed, reference), pieces);
        return new RebuiltStretch(shape, pieces, tied);
    }

    /** Reads what a body begins with. */
    static Shape shape(ByteCursor body, SectionReader sections) throws CorruptDeltaException {
        try {
            return ShapeReader.read(body, sections);
        } catch (IllegalArgumentException e) {
            throw body.corrupt("the stream layout of a frame is inconsistent", e);
        }
    }

    private static Decoder recipe(ByteCursor body) throws CorruptDeltaException {
        int length = body.varint(body.remaining(), "length of corrections");
        byte[] bytes = body.take(length);
        return new Decoder(bytes, 0, length);
    }

    @Override
    public void close() {
        sections.close();
        modelled.close();
        sectioned.close();
    }
}

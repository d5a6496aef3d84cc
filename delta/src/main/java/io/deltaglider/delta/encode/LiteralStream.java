package io.deltaglider.delta.encode;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.container.LiteralStreamWriter;
import io.deltaglider.delta.container.OpenedFrameWriter.Coding;
import io.deltaglider.delta.work.Workers;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.util.concurrent.Future;

/** Codes the literals of stretches one after the other, beside what else there is to do for them. Not safe for use by several threads. */
public final class LiteralStream implements Closeable {
    /** Frames from one that begins anew to the next at most: so many are looked into for the literals of a part of the target. */
    private static final int MOST_FRAMES = 16;

    /** So many times as long as its literals a stretch has to be for them to go on from others: a part of the target would take too much reading. */
    private static final int LENGTH_TO_GO_ON = 8;

    /** One thread of its own: each piece goes on from the one before, and those who code stretches are never idle. */
    private final Workers thread = new Workers(1, "delta-literals");

    private final LiteralStreamWriter writer;

    /** Frames since the stream began; 0 where it has not. */
    private int sinceStart;

    /** Frames since the last one that has a piece of it. */
    private int sincePiece;

    private LiteralStream(LiteralStreamWriter writer) {
        this.writer = writer;
    }

    /** Of what no cover holds, in a target whose unpacked form has about so many bytes. */
    public static LiteralStream ofRest(Effort effort, long total) {
        return new LiteralStream(LiteralStreamWriter.ofRest(effort, total));
    }

    /** Of the whole unpacked form, which has about so many bytes. */
    public static LiteralStream ofWhole(Effort effort, long total) {
        return new LiteralStream(LiteralStreamWriter.ofWhole(effort, total));
    }

    /**
     * A piece being coded.
     *
     * @param back how many frames before lies the one whose piece it goes on from; 0 if it begins anew
     */
    public record Piece(int back, Future<byte[]> coded) {}

    /** Begins to code the literals of the next stretch; null if it has none of its own. */
    public @Nullable Piece code(CodedStretch stretch) {
        byte[] literals = stretch.body().literals();
        if (stretch.body().coding() == Coding.PACKED) {
            return new Piece(0, thread.submit(() -> writer.write(literals)));
        }
        if (sinceStart > 0) {
            sinceStart++;
            sincePiece++;
        }
        if (stretch.body().coding() != Coding.SECTIONED) {
            return null;
        }
        boolean anew =
                sinceStart == 0
                        || sinceStart > MOST_FRAMES
                        || literals.length > stretch.shape().length() / LENGTH_TO_GO_ON;
        boolean restart = anew && sinceStart > 0;
        int back = anew ? 0 : sincePiece;
        sinceStart = anew ? 1 : sinceStart;
        sincePiece = 0;
        return new Piece(
                back,
                thread.submit(() -> {
                    if (restart) {
                        writer.restart();
                    }
                    return writer.write(literals);
                }));
    }

    @Override
    public void close() {
        thread.close();
        writer.close();
    }
}

package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.container.EncodedFrame;
import io.deltaglider.delta.container.OpenedFrameWriter;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.entropy.Encoder;
import io.deltaglider.delta.opening.Depth;
import io.deltaglider.delta.opening.Item;
import io.deltaglider.delta.opening.OpenedStreams;
import io.deltaglider.delta.opening.Opening;
import io.deltaglider.delta.predict.CompressorModels;
import io.deltaglider.delta.predict.Estimator;
import io.deltaglider.delta.rebuild.PieceSink;
import io.deltaglider.delta.rebuild.TiedSink;
import io.deltaglider.delta.replay.DamagedRecipeException;
import io.deltaglider.delta.replay.RecentStreams;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.work.Workers;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Finishes coded stretches in their order: goes on with the streams that reach from one into the next. Not safe for use by several threads. */
public final class TiedEncoder {
    private static final int BUFFER = 64 << 10;

    private final List<Depth> depths;
    private final RecentStreams reference;
    private final CompressorModels models;
    private final Estimator estimator;

    /** The streams that are open, outermost first. */
    private final List<Tied> open = new ArrayList<>();

    private final byte[] buffer = new byte[BUFFER];
    private long targetPosition;

    public TiedEncoder(Opening opening, EncoderReference reference, CompressorModels models) {
        this.depths = opening.depths();
        this.models = models;
        this.estimator = new Estimator(models);
        this.reference = new RecentStreams(reference);
    }

    /**
     * Makes a frame of the next stretch.
     *
     * @param literals its literals being coded; null if they are part of its body
     */
    public EncodedFrame finish(CodedStretch stretch, LiteralStream.@Nullable Piece literals)
            throws IOException {
        Rest rest = rest(stretch);
        OpenedFrameWriter.Body body = stretch.body();
        int length = rest.targetLength();
        if (body.isPlain()) {
            return OpenedFrameWriter.plainFrame(length, rest.crc(), body);
        }
        if (literals == null) {
            return OpenedFrameWriter.modelledFrame(
                    length, rest.crc(), body.bytes(), rest.recipes(), stretch.shape());
        }
        byte[] piece = Workers.get(literals.coded());
        return body.coding() == OpenedFrameWriter.Coding.PACKED
                ? OpenedFrameWriter.packedFrame(
                        length, rest.crc(), piece, body.bytes(), rest.recipes(), stretch.shape())
                : OpenedFrameWriter.sectionedFrame(
                        length,
                        rest.crc(),
                        body.literals().length,
                        piece,
                        literals.back(),
                        body.bytes(),
                        rest.recipes(),
                        stretch.shape());
    }

    private record Rest(int targetLength, int crc, List<byte[]> recipes) {}

    private Rest rest(CodedStretch stretch) throws IOException {
        Sink sink = new Sink(stretch);
        stretch.pieces().play(sink);
        List<byte[]> recipes = new ArrayList<>();
        recipes.add(stretch.recipe());
        for (Tied tied : sink.touched) {
            recipes.add(tied.coder.finish());
            tied.coder.clear();
        }
        int crc = crc(sink.written);
        targetPosition += sink.written;
        return new Rest(Math.toIntExact(sink.written), crc, recipes);
    }

    private int crc(long length) throws IOException {
        Content target = depths.getFirst().target();
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; ) {
            int n = (int) Math.min(BUFFER, length - done);
            target.read(targetPosition + done, buffer, 0, n);
            crc.update(buffer, 0, n);
            done += n;
        }
        return (int) crc.getValue();
    }

    /** Takes what a stretch leaves over. */
    private final class Sink implements TiedSink {
        private final CodedStretch stretch;
        private final List<Tied> touched;
        private long written;

        Sink(CodedStretch stretch) {
            this.stretch = stretch;
            this.touched = new ArrayList<>(open);
        }

        @Override
        public void begin(int stream) throws IOException {
            Tied tied = begun(stretch.begins().get(stream));
            open.add(tied);
            touched.add(tied);
        }

        private Tied begun(Item.Begin begin) throws IOException {
            try {
                return new Tied(begin);
            } catch (DamagedRecipeException
                    | DamagedStreamException
                    | RuntimeException
                    | StackOverflowError e) {
                throw new UnopenableStreamException(begin, e);
            }
        }

        @Override
        public void push(byte[] bytes, int from, int length, long address) throws IOException {
            push(open.size(), bytes, from, length, address);
        }

        private void push(int count, byte[] bytes, int from, int length, long address)
                throws IOException {
            if (count == 0) {
                written += length;
                return;
            }
            Tied tied = open.get(count - 1);
            try {
                tied.recipe.push(tied.coder, bytes, from, length, address);
            } catch (DamagedRecipeException
                    | DamagedStreamException
                    | RuntimeException
                    | StackOverflowError e) {
                throw new UnopenableStreamException(tied.begin, e);
            }
            forward(tied, count - 1);
        }

        /** Hands on what a stream has come to, as the one around it will see it. */
        private void forward(Tied tied, int count) throws IOException {
            while (tied.forwarded < tied.recipe.emitted()) {
                int n = (int) Math.min(BUFFER, tied.recipe.emitted() - tied.forwarded);
                byte[] bytes = new byte[n];
                tied.packed.read(tied.position + tied.forwarded, bytes, 0, n);
                tied.forwarded += n;
                push(count, bytes, 0, n, PieceSink.NOWHERE);
            }
        }

        @Override
        public void end() throws UnopenableStreamException {
            Tied tied = open.removeLast();
            if (!tied.recipe.isComplete()) {
                throw new UnopenableStreamException(
                        tied.begin,
                        new DamagedRecipeException("the stream goes on behind its content"));
            }
        }
    }

    /** A stream that is open beyond a stretch. */
    private final class Tied {
        private final Item.Begin begin;
        private final Encoder coder = new Encoder();
        private final Content packed;
        private final long position;
        private final Recipe recipe;
        private long forwarded;

        Tied(Item.Begin begin) throws IOException {
            this.begin = begin;
            OpenedStreams streams = depths.get(begin.depth()).opened();
            packed = depths.get(begin.depth()).target();
            position = streams.position(begin.stream());
            recipe =
                    RecipeWriting.begin(
                            coder,
                            new RecipeContexts(models),
                            reference,
                            estimator,
                            packed,
                            streams,
                            begin);
        }
    }
}

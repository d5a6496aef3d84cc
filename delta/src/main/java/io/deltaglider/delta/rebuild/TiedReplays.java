package io.deltaglider.delta.rebuild;

import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.replay.DamagedRecipeException;
import io.deltaglider.delta.replay.RecentStreams;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.replay.ReferenceTokens;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes a target of stretches in their order: goes on with the streams that reach from one into the next. Not safe for use by several threads. */
public final class TiedReplays {
    private final ReferenceTokens reference;

    /** The streams that are open, outermost first. */
    private final List<Tied> open = new ArrayList<>();

    /** Takes the bytes of the target that the stretch at hand leads to. */
    private PieceSink target = (bytes, from, length, address) -> {};

    public TiedReplays(ReferenceTokens reference) {
        this.reference = new RecentStreams(reference);
    }

    /** Forgets the streams that are open: the next stretch does not go on from the last. */
    public void restart() {
        open.clear();
    }

    /**
     * Rebuilds what the next stretch leads to.
     *
     * @param into takes bytes of the target
     */
    public void rebuild(RebuiltStretch stretch, PieceSink into) throws IOException {
        if (stretch.shape().carriedCount() != open.size()) {
            throw new DamagedRecipeException(
                    "a frame continues "
                            + stretch.shape().carriedCount()
                            + " streams, but "
                            + open.size()
                            + " are open");
        }
        target = into;
        Sink sink = new Sink(stretch);
        for (Tied tied : open) {
            tied.coder = sink.nextCoder();
        }
        stretch.pieces().play(sink);
    }

    private final class Sink implements TiedSink {
        private final Shape shape;
        private final List<Decoder> coders;
        private int nextCoder;

        Sink(RebuiltStretch stretch) {
            this.shape = stretch.shape();
            this.coders = stretch.tied();
        }

        Decoder nextCoder() throws DamagedRecipeException {
            if (nextCoder == coders.size()) {
                throw new DamagedRecipeException("the corrections of a stream are missing");
            }
            return coders.get(nextCoder++);
        }

        @Override
        public void begin(int stream) throws IOException {
            int depth = open.size();
            Decoder coder = nextCoder();
            Recipe recipe =
                    Recipe.replay(
                            coder,
                            new RecipeContexts(),
                            shape.contentLength(stream),
                            reference,
                            (bytes, from, length) -> pass(depth, bytes, from, length, NOWHERE));
            open.add(new Tied(recipe, coder));
        }

        @Override
        public void push(byte[] bytes, int from, int length, long address) throws IOException {
            pass(open.size(), bytes, from, length, address);
        }

        @Override
        public void end() throws IOException {
            if (!open.removeLast().recipe.isComplete()) {
                throw new DamagedRecipeException(
                        "a stream is incomplete although all of its content was read");
            }
        }
    }

    /** Gives bytes to the innermost of the {@code count} outermost open streams, or to the target. */
    private void pass(int count, byte[] bytes, int from, int length, long address)
            throws IOException {
        if (count == 0) {
            target.push(bytes, from, length, address);
        } else {
            Tied tied = open.get(count - 1);
            tied.recipe.push(tied.coder, bytes, from, length, address);
        }
    }

    private static final class Tied {
        final Recipe recipe;
        Decoder coder;

        Tied(Recipe recipe, Decoder coder) {
            this.recipe = recipe;
            this.coder = coder;
        }
    }
}

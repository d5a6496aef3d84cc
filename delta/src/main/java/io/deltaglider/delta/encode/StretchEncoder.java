package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.container.OpenedFrameWriter;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.entropy.Encoder;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opening.Depth;
import io.deltaglider.delta.opening.Item;
import io.deltaglider.delta.opening.OpenedStreams;
import io.deltaglider.delta.opening.Opening;
import io.deltaglider.delta.opening.StretchPlan;
import io.deltaglider.delta.predict.CompressorModels;
import io.deltaglider.delta.predict.Estimator;
import io.deltaglider.delta.rebuild.OpenStream;
import io.deltaglider.delta.rebuild.PieceSink;
import io.deltaglider.delta.rebuild.Pieces;
import io.deltaglider.delta.rebuild.Stretch;
import io.deltaglider.delta.replay.DamagedRecipeException;
import io.deltaglider.delta.replay.RecentStreams;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Codes a stretch but for what depends on the stretches before: streams that are tied to those. Keeps its buffers. Not
 * safe for use by several threads.
 */
public final class StretchEncoder implements Closeable {
    /** What is opened should come to less than this share of what it would be closed, in 1/256. */
    private static final int WORTHWHILE = 250;

    private final List<Depth> depths;
    private final EncoderReference reference;
    private final CompressorModels models;
    private RecentStreams tokens;
    private final PagedReference pages;
    private final OpenedFrameWriter writer;
    private final PlainCoder plain;
    private final boolean packing;

    public StretchEncoder(
            Opening opening, EncoderReference reference, Effort effort, CompressorModels models) {
        this.reference = reference;
        this.models = models;
        this.depths = opening.depths();
        this.packing = opening.packing();
        this.tokens = new RecentStreams(reference);
        this.pages = new PagedReference(reference);
        this.writer = new OpenedFrameWriter(effort);
        this.plain =
                new PlainCoder(
                        reference,
                        opening.table().referenceSize(),
                        effort,
                        writer,
                        reference.windows());
    }

    /** Codes a stretch. */
    public CodedStretch encode(StretchPlan planned) throws IOException {
        StretchPlan plan = planned;
        while (true) {
            Attempt attempt = new Attempt(plan);
            if (attempt.rejected.isEmpty()) {
                return attempt.finish();
            }
            plan = plan.without(depths, attempt.rejected::contains);
            if (attempt.faulty) {
                // What failed may have left a cursor half moved.
                tokens = new RecentStreams(reference);
            }
        }
    }

    @Override
    public void close() {
        writer.close();
        plain.close();
    }

    /** One try with a certain set of streams opened. */
    private final class Attempt {
        private final byte[] bytes;
        private final Shape shape;
        private final Covers covers = new Covers();
        private final List<Item.Begin> begins = new ArrayList<>();
        private final Pieces pieces = new Pieces();
        private final Encoder coder = new Encoder();
        private final RecipeContexts contexts = new RecipeContexts(models);
        private final Estimator estimator = new Estimator(models);
        private final Set<Item.Begin> rejected = new HashSet<>();

        /** Whether writing a recipe failed. */
        private boolean faulty;

        /** Streams that were opened until now. */
        private int opened;

        Attempt(StretchPlan plan) throws IOException {
            bytes = new byte[plan.length()];
            shape = new Shape(bytes.length, plan.carried(), plan.origins());
            int place = 0;
            for (Item item : plan.items()) {
                switch (item) {
                    case Item.Run run -> {
                        Depth depth = depths.get(run.depth());
                        depth.target().read(run.from(), bytes, place, run.length());
                        depth.copyCovers(run.from(), run.length(), place, covers);
                        place += run.length();
                    }
                    case Item.Begin begin -> {
                        OpenedStreams streams = depths.get(begin.depth()).opened();
                        shape.add(
                                place,
                                streams.contentLength(begin.stream()),
                                streams.packedLength(begin.stream()),
                                begin.crossing());
                        begins.add(begin);
                    }
                    case Item.End end -> {}
                }
            }
            new Stretch(bytes, shape, covers).walk(this::open, pieces);
        }

        private OpenStream open(int number, long contentLength, long packedLength, PieceSink out)
                throws IOException {
            Closed stream = new Closed(begins.get(number), (int) packedLength, out);
            opened++;
            return stream;
        }

        CodedStretch finish() throws IOException {
            return new CodedStretch(shape, body(), coder.finish(), pieces, begins, copiedFrom());
        }

        /** Where all of the stretch lies in the reference; -1 if it does not lie there in one piece. */
        private long copiedFrom() {
            return isPlain() && plain.isCopied(bytes.length, covers) ? covers.from(0) : -1;
        }

        /** Whether no stream is open anywhere in the stretch. */
        private boolean isPlain() {
            return !packing && shape.count() == 0 && shape.carriedCount() == 0;
        }

        private OpenedFrameWriter.Body body() throws IOException {
            if (packing) {
                return writer.packedBody(bytes, shape);
            }
            return isPlain()
                    ? plain.body(bytes, shape, covers)
                    : writer.body(bytes, shape, covers, pages);
        }

        /** A stream that begins and ends in this stretch. */
        private final class Closed implements OpenStream {
            private final Item.Begin begin;
            private final int packedLength;
            private final PieceSink out;
            private final Content packed;
            private final long position;
            private final @Nullable Recipe recipe;
            private final long costBefore = coder.cost();
            private final boolean chunked;
            private final int openedBefore = opened;
            private boolean failed;
            private long uncovered;
            private long content;

            Closed(Item.Begin begin, int packedLength, PieceSink out) throws IOException {
                this.begin = begin;
                this.packedLength = packedLength;
                this.out = out;
                Depth depth = depths.get(begin.depth());
                OpenedStreams streams = depth.opened();
                this.packed = depth.target();
                this.position = streams.position(begin.stream());
                this.chunked = streams.form(begin.stream()).isChunked();
                this.recipe = begun(streams);
                this.failed = recipe == null;
            }

            /** The recipe; null if it cannot be written: that costs this stream. */
            private @Nullable Recipe begun(OpenedStreams streams) throws IOException {
                try {
                    return RecipeWriting.begin(
                            coder, contexts, tokens, estimator, packed, streams, begin);
                } catch (DamagedRecipeException
                        | DamagedStreamException
                        | RuntimeException
                        | StackOverflowError e) {
                    faulty = true;
                    return null;
                }
            }

            @Override
            public void push(byte[] array, int from, int length, long address) throws IOException {
                content += length;
                uncovered += address < 0 ? length : 0;
                if (recipe != null && !failed) {
                    try {
                        recipe.push(coder, array, from, length, address);
                    } catch (DamagedRecipeException
                            | DamagedStreamException
                            | RuntimeException
                            | StackOverflowError e) {
                        failed = true;
                        faulty = true;
                    }
                }
            }

            @Override
            public void end() throws IOException {
                if (failed || recipe == null || !recipe.isComplete() || !isWorthwhile()) {
                    rejected.add(begin);
                }
                byte[] stream = new byte[packedLength];
                packed.read(position, stream, 0, packedLength);
                out.push(stream, 0, packedLength, PieceSink.NOWHERE);
            }

            private boolean isWorthwhile() {
                if (chunked) {
                    // What is in chunks is as long as they are: it is the streams in it that gain.
                    return opened > openedBefore;
                }
                long recipeBytes = (coder.cost() - costBefore + 7) / 8;
                Depth depth = depths.get(begin.depth());
                long closed = packedLength - depth.coveredBytes(position, position + packedLength);
                // New content takes about the room that the compressor gave it, a little less.
                long opened = recipeBytes + uncovered * packedLength / Math.max(1, content) * 7 / 8;
                return opened * 256 < closed * WORTHWHILE;
            }
        }
    }
}

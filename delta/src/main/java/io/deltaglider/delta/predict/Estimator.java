package io.deltaglider.delta.predict;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.predict.CompressorId.Family;
import io.deltaglider.delta.predict.CompressorId.Strategy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out which compressor made a deflate stream, by letting the models predict its begin. One estimator is meant for the
 * streams of one file: what fitted the stream before is tried first, so that thousands of small members cost little. Not
 * safe for use by several threads.
 */
public final class Estimator {
    /** Tokens of the first round, in which every candidate takes part. */
    private static final int FIRST_ROUND = 1500;

    private static final int ALL = Integer.MAX_VALUE;

    /** Content from which on a stream is worth a closer look, whatever the one before was. */
    private static final int LONG = 1 << 20;

    /** Models that were right lately. */
    private static final int REMEMBERED = 3;

    /** Where nothing fits, everything is tried again after more and more streams, up to so many. */
    private static final int MOST_PATIENCE = 256;

    /** Tokens of a stream from which on a model that fits is no accident. */
    private static final int MEANINGFUL = 200;

    /** Levels of zlib in the order of how common they are. */
    private static final int[] LEVELS = {6, 9, 1, 5, 8, 7, 4, 3, 2};

    private static final int ZLIB_REACH =
            Token.MAX_DISTANCE - Token.MAX_MATCH - Token.MIN_MATCH - 1;
    private static final int ZLIB_FAR_FOR_THREE = 4096;
    private static final int FILTERED_SHORTEST = 6;

    /** Matches to have seen before their absence or their kind means something. */
    private static final int ENOUGH = 32;

    private static final class Known {
        final CompressorId id;
        final Compressor model;
        double missRate;

        Known(CompressorId id, Compressor model) {
            this.id = id;
            this.model = model;
        }
    }

    private final CompressorModels models;
    private final StreamSample sample = new StreamSample();
    private ContentWindow window = new ContentWindow(0);

    /** What fitted lately, the last one first. */
    private final List<Known> known = new ArrayList<>();

    /** Streams for which what is known has to do, and how many they were to be the last time. */
    private int passes;

    private int patience;

    public Estimator() {
        this(CompressorModels.STANDARD);
    }

    /** With models from elsewhere. */
    public Estimator(CompressorModels models) {
        this.models = models;
    }

    /**
     * Estimates what made a stream.
     *
     * @param position of the stream's first byte in {@code packed}
     * @param limit where it ends at the latest
     * @param contentLength bytes of its content
     * @return the best of the models; {@link CompressorId#NONE} if none is better than no model
     * @throws IOException if the stream is damaged or cannot be read
     */
    public Estimate estimate(Content packed, long position, long limit, long contentLength)
            throws IOException {
        if (!known.isEmpty() && known.getFirst().missRate == 0 && contentLength < LONG) {
            read(packed, position, limit, contentLength, true);
            if (misses(known.getFirst().model, ALL, 0) == 0) {
                return new Estimate(known.getFirst().id, sample.tokenCount(), 0);
            }
        }
        read(packed, position, limit, contentLength, false);
        if (sample.realTokens() == 0) {
            return new Estimate(stored(), 0, 0);
        }
        Known best = null;
        int least = ALL;
        for (Known candidate : List.copyOf(known)) {
            int misses = misses(candidate.model, ALL, least);
            if (misses < least) {
                least = misses;
                best = candidate;
            }
            if (misses == 0) {
                return accept(candidate, 0);
            }
        }
        if (best != null && passes > 0 && contentLength < LONG) {
            passes--;
            return accept(best, least);
        }
        Estimate found = search(best, least);
        if (found.isExact() && sample.realTokens() >= MEANINGFUL) {
            patience = 0;
        } else {
            patience = Math.clamp(2L * patience, 1, MOST_PATIENCE);
        }
        passes = patience;
        return found;
    }

    private void read(Content packed, long position, long limit, long contentLength, boolean glance)
            throws IOException {
        sample.read(packed, position, limit, contentLength, glance);
        window =
                new ContentWindow(
                        sample.isWhole()
                                ? sample.size()
                                : Math.max(contentLength - sample.passed(), sample.size()));
        window.append(sample.content(), 0, sample.size(), 0);
    }

    /** What to take for a stream that has stored blocks only. */
    private CompressorId stored() {
        return known.isEmpty()
                ? CompressorId.zlib(6, memoryLevel(sample.blockTokens()), Strategy.DEFAULT)
                : known.getFirst().id;
    }

    private Estimate accept(Known found, int misses) {
        found.missRate = (double) misses / Math.max(sample.tokenCount(), 1);
        known.remove(found);
        known.addFirst(found);
        while (known.size() > REMEMBERED) {
            known.removeLast();
        }
        return new Estimate(found.id, sample.tokenCount(), misses);
    }

    private Estimate search(@Nullable Known before, int leastBefore) {
        List<CompressorId> candidates = candidates();
        int[] firstMisses = new int[candidates.size()];
        int least = ALL;
        for (int i = 0; i < firstMisses.length; i++) {
            int cap = least == ALL ? ALL : 2 * least + 8;
            firstMisses[i] = misses(model(candidates.get(i)), FIRST_ROUND, cap);
            least = Math.min(least, firstMisses[i]);
        }
        Known best = before;
        int leastOfAll = leastBefore;
        for (int round = 0; round < 2 && leastOfAll != 0; round++) {
            for (int i = 0; i < firstMisses.length && leastOfAll != 0; i++) {
                boolean leader = firstMisses[i] == least;
                boolean near = firstMisses[i] <= least + least / 2 + 2;
                if (round == 0 ? leader : near && !leader) {
                    Compressor model = model(candidates.get(i));
                    int misses = misses(model, ALL, leastOfAll);
                    if (misses < leastOfAll) {
                        leastOfAll = misses;
                        best = new Known(candidates.get(i), model);
                    }
                }
            }
        }
        if (best == null) {
            best = new Known(CompressorId.NONE, models.create(CompressorId.NONE));
        }
        return accept(best, leastOfAll);
    }

    /** The model, or none where that cannot be made. */
    private Compressor model(CompressorId id) {
        try {
            return models.create(id);
        } catch (RuntimeException | StackOverflowError fault) {
            return Compressors.create(CompressorId.NONE);
        }
    }

    /** The models that what is known of the sample leaves. */
    private List<CompressorId> candidates() {
        List<CompressorId> ids = new ArrayList<>();
        int tokens = sample.blockTokens();
        boolean early = tokens != 0 && tokens % 4096 == 0;
        int memory = memoryLevel(tokens);
        if (sample.matches() == 0 && sample.realTokens() >= FIRST_ROUND) {
            ids.add(CompressorId.zlib(6, memory, Strategy.LITERALS));
            ids.add(CompressorId.of(Family.GO, 0));
        } else if (sample.hasOnlyRuns() && sample.matches() >= ENOUGH) {
            ids.add(CompressorId.zlib(6, memory, Strategy.RUNS));
        }
        for (int level : LEVELS) {
            if (sample.farthest() <= ZLIB_REACH
                    && (level <= 3 || sample.farthestOfThree() <= ZLIB_FAR_FOR_THREE)) {
                addZlib(ids, level, memory, early);
            }
        }
        if (sample.shortest() > Token.MIN_MATCH) {
            for (int level : LEVELS) {
                ids.add(CompressorId.of(Family.GO, level));
            }
        }
        for (int level : LEVELS) {
            ids.add(CompressorId.of(Family.LIBDEFLATE, level));
        }
        ids.add(CompressorId.NONE);
        return ids;
    }

    private void addZlib(List<CompressorId> ids, int level, int memory, boolean early) {
        long chunk = sample.chunk();
        boolean inChunks = chunk >= CompressorId.SMALLEST_CHUNK && chunk % 1024 == 0;
        boolean mayBeGzip =
                early
                        || memory == 9
                        || (sample.blockTokens() == 0 && sample.longestOpenBlock() > 1 << 14);
        if (inChunks) {
            ids.add(
                    CompressorId.of(Family.ZLIB, level)
                            .inChunks(chunk, sample.hasIndependentChunks()));
        }
        if (mayBeGzip) {
            ids.add(CompressorId.of(Family.GZIP, level));
        }
        if (!early) {
            ids.add(CompressorId.zlib(level, memory, Strategy.DEFAULT));
            ids.add(
                    new CompressorId(
                            Family.CHROMIUM, level, memory, 15, Strategy.DEFAULT, 0, false));
            ids.add(
                    new CompressorId(
                            Family.CHROMIUM_CRC, level, memory, 15, Strategy.DEFAULT, 0, false));
            int windowBits =
                    Integer.SIZE
                            - Integer.numberOfLeadingZeros(
                                    sample.farthest() + Token.MAX_DISTANCE - ZLIB_REACH - 1);
            if (windowBits < 15 && sample.size() > 2 << windowBits) {
                ids.add(
                        new CompressorId(
                                Family.ZLIB,
                                level,
                                memory,
                                Math.max(windowBits, 9),
                                Strategy.DEFAULT,
                                0,
                                false));
            }
        }
        if (level > 3 && sample.shortest() >= FILTERED_SHORTEST && sample.matches() >= ENOUGH) {
            ids.add(CompressorId.zlib(level, memory, Strategy.FILTERED));
        }
    }

    /** zlib's memory level by the tokens of a full block. */
    private int memoryLevel(int tokens) {
        if (Integer.bitCount(tokens + 1) == 1 && tokens >= 127 && tokens < 1 << 15) {
            return Integer.numberOfTrailingZeros(tokens + 1) - 6;
        }
        return sample.longestOpenBlock() >= 1 << 14 ? 9 : 8;
    }

    /** How often a model is wrong about the sample's first tokens; as soon as it is more often than {@code cap}, whatever. */
    private int misses(Compressor model, int most, int cap) {
        try {
            return count(model, most, cap);
        } catch (RuntimeException | StackOverflowError fault) {
            // A model that fails on the sample is out; there are others.
            return ALL;
        }
    }

    private int count(Compressor model, int most, int cap) {
        model.restart();
        long position = 0;
        long end = sample.isWhole() ? sample.size() : sample.size() - ContentWindow.LOOKAHEAD;
        int misses = 0;
        int count = Math.min(sample.tokenCount(), most);
        int i = 0;
        for (; i < count && position < end && misses <= cap; i++) {
            int token = sample.token(i);
            int stored = StreamSample.storedLength(token);
            if (stored >= 0) {
                position += stored;
                model.blockEnded(position);
            } else if (token == StreamSample.BLOCK_END) {
                model.blockEnded(position);
            } else {
                misses += model.predict(window, position) == token ? 0 : 1;
                model.accept(window, position, token);
                position += Token.length(token);
                boolean ends =
                        i + 1 < sample.tokenCount()
                                && sample.token(i + 1) == StreamSample.BLOCK_END;
                misses += model.endsBlock(window, position) == ends ? 0 : 1;
            }
        }
        return misses;
    }
}

package io.deltaglider.delta.replay;

import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.entropy.Contexts;
import io.deltaglider.delta.predict.Compressor;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.predict.CompressorModels;

import org.jspecify.annotations.Nullable;

/**
 * What has been learnt about corrections, for all streams that are coded one after the other. Not safe for use by several
 * threads.
 */
public final class RecipeContexts {
    private static final int KINDS_OF_BEGIN = 4;

    /** Shared slots; each constant is where the slots of one question begin. */
    static final int RIGHT = 0;

    static final int TOKEN_RIGHT = RIGHT + 5 * 8 * 2;
    static final int SECOND = TOKEN_RIGHT + 8;
    static final int KIND = SECOND + 32;
    static final int BLOCK_ENDS = KIND + 8;
    static final int BLOCK_BEGINS = BLOCK_ENDS + 16;
    static final int LAST = BLOCK_BEGINS + 8 * KINDS_OF_BEGIN;
    static final int TYPE = LAST + 4;
    static final int HEADER = TYPE + 4;
    static final int LENGTH_SAME = HEADER + 16;
    static final int DISTANCE_SAME = LENGTH_SAME + 4;
    static final int RANKED = DISTANCE_SAME + 4;
    static final int LONG_FORM = RANKED + 2;
    static final int PADDING = LONG_FORM + 2;
    static final int CODE_LENGTH = PADDING + 2;
    static final int STEP = CODE_LENGTH + 16 * 16;
    static final int STEP_EXTRA = STEP + 32 * 20;
    static final int LENGTH_DELTA = STEP_EXTRA + 3 * 128;
    static final int LENGTH = LENGTH_DELTA + Coder.NUMBER_SLOTS;
    static final int RANK = LENGTH + Coder.NUMBER_SLOTS;
    static final int DISTANCE = RANK + Coder.NUMBER_SLOTS;
    static final int STORED = DISTANCE + 32;
    static final int STORED_LENGTH = STORED + 2;
    static final int COUNTS = STORED_LENGTH + Coder.NUMBER_SLOTS;
    static final int COMPRESSOR = COUNTS + 3 * Coder.NUMBER_SLOTS;
    static final int COMPRESSOR_SAME = COMPRESSOR + Coder.NUMBER_SLOTS;
    static final int CHUNK_SAME = COMPRESSOR_SAME + 2;
    static final int CHUNK_LENGTH = CHUNK_SAME + 1;
    private static final int SLOTS = CHUNK_LENGTH + Coder.NUMBER_SLOTS;

    final Contexts contexts = new Contexts(SLOTS);
    private final CompressorModels models;

    /** Code of the compressor that the stream before was coded with, or of its form: see {@link StreamCode}. */
    long lastCompressor;

    /** Models for other streams, since a new one costs more than a small stream does. */
    private final @Nullable Compressor[] idle = new Compressor[2];

    private final @Nullable CompressorId[] idleIds = new CompressorId[idle.length];
    private int nextIdle;

    public RecipeContexts() {
        this(CompressorModels.STANDARD);
    }

    /** With models from elsewhere, which must predict what the usual ones do. */
    public RecipeContexts(CompressorModels models) {
        this.models = models;
    }

    /** Forgets everything that was learnt. */
    public void clear() {
        contexts.clear();
        lastCompressor = 0;
    }

    /** A model at its start: one that was given back, or a new one. */
    Compressor borrow(CompressorId id) {
        for (int i = 0; i < idle.length; i++) {
            Compressor model = idle[i];
            if (model != null && id.equals(idleIds[i])) {
                idle[i] = null;
                model.restart();
                return model;
            }
        }
        return models.create(id);
    }

    /** Takes back a model that is not used any more. */
    void giveBack(CompressorId id, Compressor model) {
        idle[nextIdle] = model;
        idleIds[nextIdle] = id;
        nextIdle = (nextIdle + 1) % idle.length;
    }
}

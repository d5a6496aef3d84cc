package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.entropy.Encoder;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.predict.CompressorId.Family;
import io.deltaglider.delta.replay.DamagedRecipeException;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.replay.StreamRecipe;
import java.io.IOException;

/** Finds the model that predicts a stream best, by trying its start. Not safe for use by several threads. */
final class CompressorChooser {
    private static final int SAMPLE = 32 << 10;

    private static final CompressorId[] KNOWN = {
        CompressorId.of(Family.ZLIB, 6),
        CompressorId.of(Family.ZLIB, 9),
        CompressorId.of(Family.CHROMIUM, 9),
        CompressorId.of(Family.CHROMIUM, 6),
        CompressorId.of(Family.ZLIB, 1),
        CompressorId.of(Family.ZLIB, 3),
        CompressorId.of(Family.ZLIB, 5),
        CompressorId.of(Family.ZLIB, 7),
        CompressorId.of(Family.ZLIB, 8),
    };

    private CompressorId last = KNOWN[0];

    void restart() {
        last = KNOWN[0];
    }

    CompressorId choose(
            Content packed,
            long position,
            long packedLength,
            Content contents,
            long start,
            long length)
            throws IOException {
        byte[] sample = new byte[(int) Math.min(SAMPLE, length)];
        contents.read(start, sample, 0, sample.length);
        long best = cost(last, packed, position, packedLength, sample, length);
        CompressorId chosen = last;
        if (best > 128 + sample.length / 512) {
            for (CompressorId id : KNOWN) {
                if (!id.equals(last)) {
                    long cost = cost(id, packed, position, packedLength, sample, length);
                    if (cost < best) {
                        best = cost;
                        chosen = id;
                    }
                }
            }
        }
        last = chosen;
        return chosen;
    }

    private static long cost(
            CompressorId id,
            Content packed,
            long position,
            long packedLength,
            byte[] sample,
            long length)
            throws IOException {
        Encoder coder = new Encoder();
        try {
            StreamRecipe recipe =
                    StreamRecipe.write(
                            coder,
                            new RecipeContexts(),
                            length,
                            ReferenceTokens.NONE,
                            id,
                            new DeflateReader(packed, position, position + packedLength));
            recipe.push(coder, sample, 0, sample.length, -1);
            return coder.cost();
        } catch (DamagedRecipeException e) {
            return Long.MAX_VALUE;
        }
    }
}

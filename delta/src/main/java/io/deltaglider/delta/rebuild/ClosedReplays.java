package io.deltaglider.delta.rebuild;

import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.replay.DamagedRecipeException;
import io.deltaglider.delta.replay.RecentStreams;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.replay.ReferenceTokens;

import java.io.IOException;

/** Makes the streams again that lie in one stretch whole. Not safe for use by several threads. */
public final class ClosedReplays implements StreamOpener {
    private final Decoder coder;
    private final ReferenceTokens reference;
    private final RecipeContexts contexts = new RecipeContexts();

    /**
     * @param coder of the corrections of all these streams
     */
    public ClosedReplays(Decoder coder, ReferenceTokens reference) {
        this.coder = coder;
        this.reference = new RecentStreams(reference);
    }

    @Override
    public OpenStream open(int stream, long contentLength, long packedLength, PieceSink out)
            throws IOException {
        Collected packed = new Collected(Math.min(packedLength, Integer.MAX_VALUE - 16));
        Recipe recipe = Recipe.replay(coder, contexts, contentLength, reference, packed);
        return new OpenStream() {
            @Override
            public void push(byte[] bytes, int from, int length, long address) throws IOException {
                recipe.push(coder, bytes, from, length, address);
            }

            @Override
            public void end() throws IOException {
                if (!recipe.isComplete() || !packed.isFull()) {
                    throw new DamagedRecipeException(
                            "a stream is incomplete although all of its content was read");
                }
                out.push(packed.array(), 0, packed.length(), NOWHERE);
            }
        };
    }
}

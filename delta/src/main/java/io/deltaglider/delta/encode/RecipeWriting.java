package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.opening.Item;
import io.deltaglider.delta.opening.OpenedStreams;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.predict.Estimator;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.stream.StreamForm;

import java.io.IOException;

/** Begins to write the recipe of a stream, whatever its form. */
final class RecipeWriting {
    private RecipeWriting() {}

    static Recipe begin(
            Coder coder,
            RecipeContexts contexts,
            ReferenceTokens reference,
            Estimator estimator,
            Content packed,
            OpenedStreams streams,
            Item.Begin begin)
            throws IOException {
        int stream = begin.stream();
        long position = streams.position(stream);
        long contentLength = streams.contentLength(stream);
        StreamForm form = streams.form(stream);
        if (form.isChunked()) {
            return Recipe.ofChunks(coder, contexts, contentLength, form, packed, position);
        }
        long end = streams.end(stream);
        CompressorId id = estimator.estimate(packed, position, end, contentLength).id();
        return Recipe.ofDeflate(
                coder,
                contexts,
                contentLength,
                reference,
                id,
                new DeflateReader(packed, position, end));
    }
}

package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.TokenCursor;
import io.deltaglider.delta.match.SharedWindows;
import io.deltaglider.delta.opened.StreamTable;
import io.deltaglider.delta.opening.Opening;
import io.deltaglider.delta.opening.ReferenceSpace;
import io.deltaglider.delta.replay.ReferenceStream;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.stream.StreamForm;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/** The opened reference as the encoder has it: everything is inflated already. Safe for use by many threads. */
public final class EncoderReference implements Content, ReferenceTokens {
    private final ReferenceSpace space;
    private final StreamTable table;
    private final List<Checkpoints> checkpoints;
    private final SharedWindows windows = new SharedWindows(this);

    public EncoderReference(Opening opening) {
        this.space = opening.space();
        this.table = opening.table();
        this.checkpoints = opening.checkpoints();
    }

    /** Its windows, if it is small enough to have all of them indexed. */
    SharedWindows windows() {
        return windows;
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public void read(long position, byte[] into, int from, int length) throws IOException {
        space.read(position, into, from, length);
    }

    @Override
    public @Nullable ReferenceStream at(long address) {
        int stream = table.streamAt(address);
        if (stream < 0 || table.form(stream) != StreamForm.DEFLATE) {
            return null;
        }
        int container = table.streamAt(table.position(stream));
        long limit = container < 0 ? table.referenceSize() : table.end(container);
        return new ReferenceStream(
                table.start(stream),
                table.end(stream),
                new TokenCursor(this, table.position(stream), limit, checkpoints.get(stream)));
    }

    @Override
    public void close() {}
}

package io.deltaglider.engine.write;

import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.spool.Spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A delta file that has been proved right and is ready to be stored.
 *
 * @param reference which is in the store
 * @param base of the reference, if that is a delta which was written for this object; it must be guarded as well
 * @param ancestors what the reference is a delta to, and so on, as far as it is known: those who read the object need not ask
 * @param chosenAt when what it depends on was seen, in the time of the writer's {@code Freshness}
 */
record Prepared(
        ReferenceKey reference,
        Optional<ReferenceKey> base,
        Spool file,
        DeltaDescription description,
        List<ReferenceKey> ancestors,
        long chosenAt)
        implements Closeable {
    @Override
    public void close() throws IOException {
        file.close();
    }
}

package io.deltaglider.engine.write;

import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.spool.Spool;

import java.io.Closeable;
import java.io.IOException;

/**
 * A delta file that has been proved right and is ready to be stored.
 *
 * @param chosenAt when its reference was seen, in the time of the writer's {@code Freshness}
 */
record Prepared(ReferenceKey reference, Spool file, DeltaDescription description, long chosenAt)
        implements Closeable {
    @Override
    public void close() throws IOException {
        file.close();
    }
}

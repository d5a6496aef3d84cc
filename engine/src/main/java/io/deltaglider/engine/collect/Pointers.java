package io.deltaglider.engine.collect;

import io.deltaglider.engine.layout.Lineage;
import io.deltaglider.engine.layout.ReferenceKey;

/**
 * The references that something points to, as 64-bit hashes: references are few, and what a bucket of ten million objects needs for
 * them fits. Two references with the same hash, which hardly ever happens, are both taken for pointed to: garbage stays, nothing
 * is lost.
 */
final class Pointers {
    private final LongSet hashes = new LongSet();

    /** Thread-safe with itself. */
    synchronized void add(ReferenceKey reference) {
        hashes.add(hash(reference));
    }

    /** One that was saved. */
    synchronized void addHash(long hash) {
        hashes.add(hash);
    }

    synchronized boolean contains(ReferenceKey reference) {
        return hashes.contains(hash(reference));
    }

    synchronized LongSet hashes() {
        return hashes;
    }

    /** Of what makes the name of a reference unique: its content, where it is, and its generation. */
    private static long hash(ReferenceKey reference) {
        long content = Long.parseUnsignedLong(reference.sha256(), 0, 16, 16);
        long space = Long.parseUnsignedLong(reference.deltaspaceId(), 16);
        return LongSet.mix(LongSet.mix(content) + space)
                + LongSet.mix(reference.generation() * 100L + reference.depth())
                + LongSet.mix(reference.lineage().map(Pointers::hash).orElse(-1L));
    }

    private static long hash(Lineage lineage) {
        long base =
                lineage.base().equals(Lineage.NO_BASE)
                        ? -1
                        : Long.parseUnsignedLong(lineage.base(), 16);
        return LongSet.mix(base)
                + ((long) lineage.hour() << 8)
                + (lineage.landmark() ? 128 : 0)
                + lineage.ordinal();
    }
}

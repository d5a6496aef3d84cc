package io.deltaglider.engine.optimize;

import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.reference.ListedReference;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.tree.Item;
import io.deltaglider.engine.tree.Placement;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A content of a family: the objects that have it, the reference that it may be already, and what is planned for it. */
final class Node implements Item, Closeable {
    /** A delta of an object to its own bytes takes about so much. */
    static final long POINTER = 700;

    private final Spool bytes;
    private final Sketch sketch;
    private final List<StoredVersion> versions = new ArrayList<>();
    private final Optional<Standing> standing;

    private @Nullable Placement<Node> placement;
    private @Nullable ReferenceKey key;
    private @Nullable Spool delta;
    private @Nullable Spool packed;
    private @Nullable Node deltaBase;
    private boolean reused;
    private boolean base;

    /**
     * A reference of this content that is in the store, and not going away.
     *
     * @param base what it is a delta to; empty for one that stands alone, or is a delta to a reference of another deltaspace
     */
    record Standing(ListedReference listed, Optional<ReferenceKey> base) {
        ReferenceKey key() {
            return listed.key();
        }
    }

    /** Takes over the bytes. */
    Node(Spool bytes, Sketch sketch, Optional<Standing> standing) {
        this.bytes = bytes;
        this.sketch = sketch;
        this.standing = standing;
    }

    void add(StoredVersion version) {
        versions.add(version);
    }

    List<StoredVersion> versions() {
        return versions;
    }

    StoredVersion first() {
        return versions.getFirst();
    }

    Spool bytes() {
        return bytes;
    }

    Optional<Standing> standing() {
        return standing;
    }

    @Override
    public String name() {
        return first().key();
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public Sketch sketch() {
        return sketch;
    }

    @Override
    public boolean standsAlone() {
        return standing.isPresent() && standing.get().base().isEmpty();
    }

    @Override
    public int depthAlone() {
        return standsAlone() && packed == null ? standing.orElseThrow().key().depth() : 0;
    }

    Placement<Node> placement() {
        return Objects.requireNonNull(placement);
    }

    /** Where it is, or will be if it is needed as a reference. */
    ReferenceKey key() {
        return Objects.requireNonNull(key);
    }

    /** Whether the reference is there already. */
    boolean isReused() {
        return reused;
    }

    void place(Placement<Node> newPlacement, ReferenceKey newKey, boolean isThere) {
        placement = newPlacement;
        key = newKey;
        reused = isThere;
        newPlacement.base().ifPresent(each -> each.base = true);
    }

    /** Whether others are stored against it. */
    boolean isBase() {
        return base;
    }

    /** Whether it has to be a reference, rather than an object's own delta. */
    boolean needsReference() {
        return base || packed != null || (versions.size() > 1 && placement().base().isPresent());
    }

    /** The delta that was encoded for the base where it is placed; empty where what is stored already serves. */
    Optional<Spool> delta() {
        return deltaBase != null && placement().base().equals(Optional.of(deltaBase))
                ? Optional.ofNullable(delta)
                : Optional.empty();
    }

    /** Whether there is a new delta to this base. */
    boolean isEncoded(Node newBase) {
        return delta != null && newBase.equals(deltaBase);
    }

    void keepDelta(Node newBase, @Nullable Spool newDelta) throws IOException {
        if (delta != null) {
            delta.close();
        }
        delta = newDelta;
        deltaBase = newBase;
    }

    Optional<Spool> packed() {
        return Optional.ofNullable(packed);
    }

    void keepPacked(Spool newPacked) {
        packed = newPacked;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
        if (delta != null) {
            delta.close();
        }
        if (packed != null) {
            packed.close();
        }
    }
}

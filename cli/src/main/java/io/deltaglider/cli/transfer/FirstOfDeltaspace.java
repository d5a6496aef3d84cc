package io.deltaglider.cli.transfer;

import io.deltaglider.engine.deltaspace.Deltaspace;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Lets the first object of each deltaspace go ahead alone. It becomes the reference of those after it; if they all started at once,
 * none would find one, and each would become a reference itself. The plan's thread asks, any thread may say that one is done.
 */
final class FirstOfDeltaspace {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final long minSize;
    private final Optional<String> deltaspace;
    private final Map<String, CompletableFuture<Void>> firsts = new HashMap<>();

    /**
     * Knows what the engine will do.
     *
     * @param minSize smaller objects have no reference
     * @param deltaspace of all objects, if it was named
     */
    FirstOfDeltaspace(long minSize, Optional<String> deltaspace) {
        this.minSize = minSize;
        this.deltaspace = deltaspace;
    }

    /** To be called in the order of the plan. */
    Turn turn(Transfer transfer) {
        Optional<ObjectLocation> target =
                switch (transfer) {
                    case Transfer.Upload upload -> Optional.of(upload.target());
                    case Transfer.Copy copy -> Optional.of(copy.target());
                    default -> Optional.empty();
                };
        if (target.isEmpty() || transfer.size() < minSize || target.get().key().isEmpty()) {
            return new Turn(NOTHING, NOTHING);
        }
        String name = deltaspace.orElseGet(() -> Deltaspace.of(target.get().key()).name());
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> first = firsts.putIfAbsent(name, mine);
        return first == null ? new Turn(NOTHING, mine) : new Turn(first, NOTHING);
    }

    /**
     * When one transfer may begin, and whom its end lets begin.
     *
     * @param before ends when the transfer may begin
     * @param after ended by {@link #done}
     */
    record Turn(CompletableFuture<Void> before, CompletableFuture<Void> after) {
        void await() {
            before.join();
        }

        /** Well or not: if the first one failed, the others find no reference, and that is right then. */
        void done() {
            after.complete(null);
        }
    }
}

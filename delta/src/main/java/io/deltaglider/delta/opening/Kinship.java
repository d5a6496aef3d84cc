package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.StreamKind;
import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.delta.sketch.StreamSketch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds counterparts for streams whose names say nothing, as of members that were moved, renamed and changed at once: by sketches
 * of their contents. Looks at no more streams than it takes about as long to inflate as those that have no counterpart.
 */
final class Kinship {
    /** Streams of either side that are compared with each other: so many squared is quick. */
    private static final int MOST = 1024;

    /** Packed bytes of the reference that are looked at, for each of the target without a counterpart; and in any case. */
    private static final int EFFORT = 2;

    private static final long FREE_EFFORT = 1 << 20;

    /** Sketches that agree in fewer slots tell nothing: one in two does by chance. */
    private static final int ALIKE = Sketch.SLOTS / 8;

    private final Content target;
    private final PackedStreams targets;
    private final Content reference;
    private final PackedStreams references;

    Kinship(Content target, PackedStreams targets, Content reference, PackedStreams references) {
        this.target = target;
        this.targets = targets;
        this.reference = reference;
        this.references = references;
    }

    private record Known(int stream, Sketch sketch) {}

    /**
     * Counterparts of streams that have none.
     *
     * @param lonely streams of the target
     * @param taken streams of the reference that are counterparts already
     * @return for each stream of the target that has one, in their order, a stream of the reference
     */
    Map<Integer, Integer> of(List<Integer> lonely, Set<Integer> taken) throws IOException {
        Map<Integer, Integer> found = new LinkedHashMap<>();
        if (lonely.isEmpty() || taken.size() == references.count()) {
            return found;
        }
        List<Known> known = new ArrayList<>();
        long packed = 0;
        for (int stream : lonely) {
            if (known.size() < MOST) {
                look(target, targets, stream, known);
                packed += length(targets, stream);
            }
        }
        long[] names = names();
        List<Known> free = new ArrayList<>();
        long room = EFFORT * packed + FREE_EFFORT;
        for (int i = 0; i < references.count() && free.size() < MOST && room > 0; i++) {
            boolean stayed = Arrays.binarySearch(names, references.nameHash(i)) >= 0;
            if (!stayed && !taken.contains(i)) {
                look(reference, references, i, free);
                room -= length(references, i);
            }
        }
        for (Known each : known) {
            nearest(each.sketch(), free).ifPresent(kin -> found.put(each.stream(), kin));
        }
        return found;
    }

    /** What is still under its name in the target is not what was renamed. */
    private long[] names() {
        long[] names = new long[targets.count()];
        for (int i = 0; i < names.length; i++) {
            names[i] = targets.nameHash(i);
        }
        Arrays.sort(names);
        return names;
    }

    /** Bytes that look like the start of a stream are none most of the time. */
    private static void look(Content content, PackedStreams streams, int stream, List<Known> into)
            throws IOException {
        if (streams.kind(stream) != StreamKind.CANDIDATE) {
            StreamSketch.of(content, streams, stream)
                    .ifPresent(sketch -> into.add(new Known(stream, sketch)));
        }
    }

    private static long length(PackedStreams streams, int stream) {
        return streams.limit(stream) - streams.position(stream);
    }

    private static Optional<Integer> nearest(Sketch sketch, List<Known> free) {
        int best = ALIKE - 1;
        Optional<Integer> nearest = Optional.empty();
        for (Known each : free) {
            int agreement = sketch.agreement(each.sketch());
            if (agreement > best) {
                best = agreement;
                nearest = Optional.of(each.stream());
            }
        }
        return nearest;
    }
}

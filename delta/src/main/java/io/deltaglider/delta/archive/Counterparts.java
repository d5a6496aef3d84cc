package io.deltaglider.delta.archive;

/** Placeholder until the real one lands. */
public final class Counterparts {
    private final PackedStreams reference;
    private final PackedStreams target;
    public Counterparts(PackedStreams reference, PackedStreams target) {
        this.reference = reference;
        this.target = target;
    }
    public int[] of(int i) {
        java.util.HashMap<Long, Integer> m = map;
        if (m == null) {
            m = new java.util.HashMap<>();
            for (int j = 0; j < reference.count(); j++) { m.putIfAbsent(reference.nameHash(j), j); m.putIfAbsent(reference.patternHash(j) * 31, j);}
            map = m;
        }
        Integer f = m.get(target.nameHash(i));
        if (f == null) { f = m.get(target.patternHash(i) * 31); }
        return f == null ? new int[0] : new int[] {f};
    }
    private java.util.@org.jspecify.annotations.Nullable HashMap<Long, Integer> map;
}

package io.deltaglider.cli.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** So many of a number that is not known before the end, each with the same chance (Vitter's algorithm R). */
public final class Sample<T extends Comparable<T>> {
    private final int size;
    private final RandomGenerator random;
    private final List<T> chosen = new ArrayList<>();
    private long seen;

    public Sample(int size, RandomGenerator random) {
        this.size = size;
        this.random = random;
    }

    /** One more to choose from. */
    public void add(T element) {
        seen++;
        if (chosen.size() < size) {
            chosen.add(element);
            return;
        }
        long place = random.nextLong(seen);
        if (place < size) {
            chosen.set((int) place, element);
        }
    }

    /** How many there were to choose from. */
    public long seen() {
        return seen;
    }

    /** Those chosen, in their order. */
    public List<T> chosen() {
        List<T> sorted = new ArrayList<>(chosen);
        Collections.sort(sorted);
        return sorted;
    }
}

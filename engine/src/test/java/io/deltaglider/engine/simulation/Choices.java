package io.deltaglider.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Who decides what happens next in a simulation. */
interface Choices {
    /** One of {@code weights.length} alternatives; those of weight 0 are never taken. */
    int choose(int[] weights);

    /** By chance; the same seed decides the same. */
    static Choices random(long seed) {
        Random random = new Random(seed);
        return weights -> {
            int sum = 0;
            for (int each : weights) {
                sum += each;
            }
            int left = random.nextInt(sum);
            for (int i = 0; ; i++) {
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        };
    }

    /** Takes every path in turn, each in a simulation of its own, the depth first. */
    final class Exhaustive implements Choices {
        /** What was chosen, and of how many, along the path. */
        private final List<int[]> path = new ArrayList<>();

        private int position;

        /** Prepares for the next path; false when there is none. */
        boolean next() {
            position = 0;
            while (!path.isEmpty()) {
                int[] last = path.getLast();
                if (++last[0] < last[1]) {
                    return true;
                }
                path.removeLast();
            }
            return false;
        }

        @Override
        public int choose(int[] weights) {
            List<Integer> possible = new ArrayList<>();
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0) {
                    possible.add(i);
                }
            }
            if (position == path.size()) {
                path.add(new int[] {0, possible.size()});
            }
            int[] choice = path.get(position++);
            if (choice[1] != possible.size()) {
                throw new IllegalStateException("the simulation does not repeat itself");
            }
            return possible.get(choice[0]);
        }
    }
}

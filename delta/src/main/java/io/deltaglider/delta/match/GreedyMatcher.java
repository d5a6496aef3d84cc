package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.Covers;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Covers a stretch by the longest match at each place, from left to right, without regard to what each costs. Where the rows of a table come in another order by a
 * rule, what is found follows the rule, and costs next to nothing. For small references, all of which is indexed. Not safe for use by several threads.
 */
public final class GreedyMatcher {
    private static final int HASHED = 4;

    /** Shorter matches are left to literals. */
    private static final int SHORTEST = 6;

    /** Places that are compared for one of the target. */
    private static final int PLACES = 32;

    private static final int MOST_BITS = 16;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] reference;
    private final int shift;
    private final int[] latest;
    private final int[] earlier;

    /** Indexes a reference of at most so many bytes as an array can have. */
    public GreedyMatcher(Content content) throws IOException {
        reference = new byte[Math.toIntExact(content.size())];
        content.read(0, reference, 0, reference.length);
        int bits = Math.clamp(32 - Integer.numberOfLeadingZeros(reference.length), 8, MOST_BITS);
        shift = Integer.SIZE - bits;
        latest = new int[1 << bits];
        Arrays.fill(latest, -1);
        earlier = new int[reference.length];
        for (int at = 0; at + HASHED <= reference.length; at++) {
            int hash = hash(reference, at);
            earlier[at] = latest[hash];
            latest[hash] = at;
        }
    }

    private int hash(byte[] bytes, int at) {
        return ((int) INT.get(bytes, at) * 0x9E3779B1) >>> shift;
    }

    /** Finds the covers of a stretch. */
    public Covers match(byte[] target) {
        Covers covers = new Covers();
        int at = 0;
        while (at + HASHED <= target.length) {
            int longest = 0;
            int from = 0;
            int place = latest[hash(target, at)];
            for (int steps = 0; steps < PLACES && place >= 0; steps++) {
                int n =
                        Arrays.mismatch(
                                reference, place, reference.length, target, at, target.length);
                int length = n < 0 ? target.length - at : n;
                if (length > longest) {
                    longest = length;
                    from = place;
                }
                place = earlier[place];
            }
            if (longest < SHORTEST) {
                at++;
            } else {
                covers.append(at, longest, from, true);
                at += longest;
            }
        }
        return covers;
    }
}

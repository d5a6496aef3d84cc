package io.deltaglider.delta.sketch;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a content is like, in {@value #BYTES} bytes: of each of {@value #SLOTS} random parts of its features, a byte of the
 * smallest. Two contents agree in a slot about as often as a feature that either has is one that both have (Broder, "On the
 * resemblance and containment of documents", 1997; one permutation in place of many: Li, Owen, Zhang, "One permutation hashing",
 * 2012; few bits of each minimum: Li, König, "b-bit minwise hashing", 2010). Immutable.
 */
public final class Sketch {
    /** How many features are kept. */
    public static final int SLOTS = 128;

    /** How features are found and kept: sketches of different versions have nothing to say about each other. */
    static final int VERSION = 1;

    static final int BYTES = 1 + SLOTS;

    /** Slots in which contents agree that have nothing in common. */
    private static final double BY_CHANCE = SLOTS / 256.0;

    private final byte[] slots;

    Sketch(byte[] slots) {
        if (slots.length != SLOTS) {
            throw new IllegalArgumentException("invalid number of slots: " + slots.length);
        }
        this.slots = slots.clone();
    }

    /** Reads what {@link #text} wrote; empty when it is something else, or of a version that this program does not know. */
    public static Optional<Sketch> parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        return bytes.length == BYTES && bytes[0] == VERSION
                ? Optional.of(new Sketch(Arrays.copyOfRange(bytes, 1, BYTES)))
                : Optional.empty();
    }

    /** 172 characters of URL-safe base64, without padding. */
    public String text() {
        byte[] bytes = new byte[BYTES];
        bytes[0] = VERSION;
        System.arraycopy(slots, 0, bytes, 1, SLOTS);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** In how many of the {@value #SLOTS} slots the two agree. Contents without anything in common agree in none or one. */
    public int agreement(Sketch other) {
        int same = 0;
        for (int i = 0; i < SLOTS; i++) {
            if (slots[i] == other.slots[i]) {
                same++;
            }
        }
        return same;
    }

    /** Estimate of the share of features that are in both, among those that are in either: 0 to 1, give or take 0.05. */
    public double similarity(Sketch other) {
        return Math.max(0, (agreement(other) - BY_CHANCE) / (SLOTS - BY_CHANCE));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sketch sketch && Arrays.equals(slots, sketch.slots);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(slots);
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.deltaglider.engine.layout;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * When a reference came to its family, and whose child it is.
 *
 * @param hour in which it was written: whole hours since 1970 in UTC, 0 to {@value #MAX_HOUR}; so coarse that writers of the same content at
 *     the same time give it the same name
 * @param landmark whether many others may come to hang on it: it is listed before all that are none
 * @param ordinal which child of its base it is, from 1; {@value #FOUNDER} for one that has no base, or that shares too little with
 *     it to be bound by its place. At most {@value #MAX_ORDINAL}
 * @param base the first {@value #BASE_DIGITS} digits of its base's SHA-256, or {@value #NO_BASE}
 */
public record Lineage(int hour, boolean landmark, int ordinal, String base) {
    public static final int MAX_HOUR = 0xffffff;
    public static final int MAX_ORDINAL = 99;
    public static final int FOUNDER = 0;
    public static final int BASE_DIGITS = 12;
    public static final String NO_BASE = "-";

    private static final int SECONDS = 3600;
    private static final Pattern BASE = Pattern.compile("-|[0-9a-f]{" + BASE_DIGITS + "}");

    public Lineage {
        if (hour < 0 || hour > MAX_HOUR) {
            throw new IllegalArgumentException("not an hour since 1970: " + hour);
        }
        if (ordinal < 0 || ordinal > MAX_ORDINAL) {
            throw new IllegalArgumentException("not the ordinal of a reference: " + ordinal);
        }
        if (!BASE.matcher(base).matches()) {
            throw new IllegalArgumentException("not the base of a reference: " + base);
        }
    }

    /** Of a reference that stands alone. */
    public static Lineage founder(Instant written) {
        return new Lineage(hour(written), true, FOUNDER, NO_BASE);
    }

    /**
     * Of a reference that is a delta.
     *
     * @param ordinal {@value #FOUNDER} for one that is bound by nothing
     */
    public static Lineage child(Instant written, boolean landmark, int ordinal, ReferenceKey base) {
        return new Lineage(
                hour(written), landmark, Math.min(ordinal, MAX_ORDINAL), digits(base.sha256()));
    }

    /** How a reference's children name it. */
    public static String digits(String sha256) {
        return sha256.substring(0, BASE_DIGITS);
    }

    /** Clocks that are far off give an order that is of less use, and nothing worse. */
    private static int hour(Instant written) {
        return Math.clamp(written.getEpochSecond() / SECONDS, 0, MAX_HOUR);
    }
}

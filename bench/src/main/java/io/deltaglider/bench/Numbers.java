package io.deltaglider.bench;

import java.util.Locale;

/** Figures as the tables show them, the same in every locale. */
final class Numbers {
    /** In place of a figure that there is none of. */
    static final String NONE = "–";

    private Numbers() {}

    /** With commas: 1,234,567. */
    static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", bytes);
    }

    /** Three figures at most that count: 0.012 s, 1.23 s, 45.6 s, 123 s. */
    static String seconds(double seconds) {
        String pattern =
                seconds < 0.1
                        ? "%.3f s"
                        : seconds < 10 ? "%.2f s" : seconds < 100 ? "%.1f s" : "%.0f s";
        return String.format(Locale.ROOT, pattern, seconds);
    }

    static String percent(double share) {
        double percent = share * 100;
        String pattern = percent < 0.1 ? "%.3f %%" : percent < 10 ? "%.2f %%" : "%.1f %%";
        return String.format(Locale.ROOT, pattern, percent);
    }

    /** How many times as much: 3.4 x. */
    static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.1f x" : "%.0f x", ratio);
    }

    /** Whole megabytes (10^6 bytes) in a second. */
    static String megabytesPerSecond(long bytes, double seconds) {
        return String.format(Locale.ROOT, "%.0f", bytes / 1e6 / seconds);
    }

    /** Whole MiB. */
    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", (bytes + (1 << 19)) >> 20);
    }
}

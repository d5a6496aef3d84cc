package io.deltaglider.cli.output;

import java.util.Locale;

/**
 * Figures as people read them, the same in all commands, whatever the values: no {@code -0.0 %}, no {@code 1 files}, no {@code 100.0 %} for what is
 * not all of it.
 */
public final class Amounts {
    private static final double LEAST_SHOWN = 0.05;
    private static final double MOST_SHOWN = 99.95;

    private Amounts() {}

    /** {@code 12,345}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1 file}, {@code 0 files}, {@code 12,345 files}. */
    public static String count(long value, String one, String many) {
        return count(value) + " " + (value == 1 ? one : many);
    }

    /** {@code 1 byte}, {@code 12,345 bytes}. */
    public static String bytes(long bytes) {
        return count(bytes, "byte", "bytes");
    }

    /** {@code 58.8 MiB (61,630,318 bytes)}; below one KiB {@code 17 bytes}. */
    public static String size(long bytes) {
        return Math.abs(bytes) < 1024
                ? bytes(bytes)
                : HumanSize.of(bytes) + " (" + bytes(bytes) + ")";
    }

    /**
     * A share, with one decimal. What is little but not nothing is {@code <0.1 %}, and what is nearly but not quite all {@code >99.9 %}.
     *
     * @return {@code -} where there is no whole to be a part of
     */
    public static String percent(long part, long whole) {
        if (whole <= 0) {
            return "-";
        }
        double percent = 100.0 * part / whole;
        if (part != 0 && Math.abs(percent) < LEAST_SHOWN) {
            return part < 0 ? "0.0 %" : "<0.1 %";
        }
        if (part < whole && percent >= MOST_SHOWN) {
            return ">99.9 %";
        }
        return String.format(Locale.ROOT, "%.1f %%", percent);
    }

    /** What is saved where {@code size} bytes take {@code stored}: {@code 9.0 MiB (9,437,184 bytes), 90.0 %}, or that it is nothing. */
    public static String saved(long size, long stored) {
        long saved = size - stored;
        if (saved > 0) {
            return size(saved) + ", " + percent(saved, size);
        }
        return saved == 0 ? "nothing" : "nothing: " + size(-saved) + " more than without deltas";
    }

    /** An amount in some currency: two decimals, or two digits that say something where it is less than a hundredth. */
    public static String money(double amount) {
        if (amount == 0 || amount >= 0.01) {
            return String.format(Locale.ROOT, "%,.2f", amount);
        }
        return amount < 1e-6 ? "less than 0.000001" : String.format(Locale.ROOT, "%.2g", amount);
    }
}

package io.deltaglider.cli.output;

import java.util.Locale;

/** Sizes for people, in the AWS CLI's form: {@code 1 Byte}, {@code 17 Bytes}, {@code 1.0 KiB}, {@code 58.8 MiB}. */
public final class HumanSize {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private HumanSize() {}

    /** {@code bytes} may be negative: space that was lost instead of saved. */
    public static String of(long bytes) {
        if (bytes == 1) {
            return "1 Byte";
        }
        double value = bytes;
        if (Math.abs(value) < 1024) {
            return bytes + " Bytes";
        }
        for (String unit : UNITS) {
            value /= 1024;
            // What would be shown as 1024.0 is shown as 1.0 of the next unit.
            if (Math.rint(Math.abs(value)) < 1024) {
                return String.format(Locale.ROOT, "%.1f %s", value, unit);
            }
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[UNITS.length - 1]);
    }
}

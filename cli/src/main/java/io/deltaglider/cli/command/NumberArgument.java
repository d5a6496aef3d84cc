package io.deltaglider.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Numbers among the arguments. picocli's own conversions speak of ints and doubles, and take {@code NaN} for a number. */
final class NumberArgument {
    private NumberArgument() {}

    /** For all commands that a line has by now. */
    static void register(CommandLine line) {
        line.registerConverter(Integer.class, NumberArgument::ofInt);
        line.registerConverter(int.class, NumberArgument::ofInt);
        line.registerConverter(Long.class, NumberArgument::ofLong);
        line.registerConverter(long.class, NumberArgument::ofLong);
        line.registerConverter(Double.class, NumberArgument::ofDouble);
        line.registerConverter(double.class, NumberArgument::ofDouble);
    }

    private static int ofInt(String text) {
        long number = ofLong(text);
        if (number != (int) number) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return (int) number;
    }

    private static long ofLong(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    text.matches("[+-]?\\d+")
                            ? "'" + text + "' is too large"
                            : "'" + text + "' is not a whole number");
        }
    }

    private static double ofDouble(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As below.
        }
        throw new TypeConversionException("'" + text + "' is not a number");
    }
}

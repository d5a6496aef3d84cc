package io.deltaglider.bench;

import java.io.IOException;
import java.util.List;

/** A tool gave no result for a pair: it shows as a dash in the tables. */
final class ToolFailedException extends IOException {
    private static final long serialVersionUID = 1;

    ToolFailedException(List<String> command, String why) {
        super(String.join(" ", command) + ": " + why);
    }
}

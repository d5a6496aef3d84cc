package io.deltaglider.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown: text in the first column, figures in the others. Not safe for use by several threads. */
final class MarkdownTable {
    private final int columns;
    private final List<String> lines = new ArrayList<>();

    MarkdownTable(List<String> headings) {
        columns = headings.size();
        row(headings);
        lines.add("|---|" + String.join("", Collections.nCopies(columns - 1, "---:|")));
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if there are more or fewer cells than headings
     */
    void row(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException(
                    cells.size() + " cells in a table of " + columns + " columns");
        }
        StringBuilder line = new StringBuilder("|");
        for (String cell : cells) {
            line.append(' ').append(cell.replace("|", "\\|")).append(" |");
        }
        lines.add(line.toString());
    }

    /** The lines, each with its end. */
    String text() {
        return String.join("\n", lines) + "\n";
    }
}

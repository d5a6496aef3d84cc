package io.deltaglider.cli.demo;

import io.deltaglider.cli.output.Amounts;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.TextTable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** The demo's results, for people and for programs. */
public final class DemoReport {
    private final List<DemoRow> rows;

    public DemoReport(List<DemoRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Files by product, with a total each, and one of all. */
    public String table() {
        TextTable table =
                new TextTable("File", "Size", "Stored", "Savings", "Time to store", "Time to read");
        SequencedMap<String, List<DemoRow>> products = byProduct();
        products.forEach((product, versions) -> {
            versions.forEach(row -> add(table, name(row), List.of(row)));
            if (products.size() > 1 && versions.size() > 1) {
                add(table, "  " + product + ", " + versions.size() + " versions", versions);
                table.rule();
            }
        });
        if (products.size() == 1 || !lastIsRuled(products)) {
            table.rule();
        }
        add(table, "Total", rows);
        return table.text();
    }

    private static boolean lastIsRuled(SequencedMap<String, List<DemoRow>> products) {
        return products.lastEntry().getValue().size() > 1;
    }

    private SequencedMap<String, List<DemoRow>> byProduct() {
        SequencedMap<String, List<DemoRow>> products = new LinkedHashMap<>();
        for (DemoRow row : rows) {
            products.computeIfAbsent(row.file().product(), _ -> new ArrayList<>()).add(row);
        }
        return products;
    }

    private static String name(DemoRow row) {
        String name = row.file().file().getFileName().toString();
        return row.exact() ? name : name + " (CAME BACK DIFFERENT)";
    }

    private static void add(TextTable table, String name, List<DemoRow> rows) {
        long size = rows.stream().mapToLong(DemoRow::size).sum();
        long stored = rows.stream().mapToLong(DemoRow::stored).sum();
        table.row(
                name,
                HumanSize.of(size),
                HumanSize.of(stored),
                Amounts.percent(size - stored, size),
                seconds(rows.stream().mapToLong(DemoRow::storeNanos).sum()),
                seconds(rows.stream().mapToLong(DemoRow::readNanos).sum()));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /** How it went in a sentence, and what to try next. */
    public String conclusion(Path store, String bucket, String program) {
        long exact = rows.stream().filter(DemoRow::exact).count();
        String verdict =
                exact == rows.size()
                        ? (rows.size() == 1
                                ? "The file came back exactly as it was"
                                : "All " + rows.size() + " files came back exactly as they were")
                        : (rows.size() - exact)
                                + " of "
                                + rows.size()
                                + " files came back DIFFERENT";
        String options = " --store " + quoted(store.toString());
        String key = rows.getLast().file().key();
        return verdict
                + " (SHA-256 compared).\n\nThe store is in "
                + store
                + "; delete that folder when you are done. Try next:\n"
                + "  "
                + program
                + " ls -r -h --summarize s3://"
                + bucket
                + options
                + "\n  "
                + program
                + " stats s3://"
                + bucket
                + options
                + "\n  "
                + program
                + " cp "
                + quoted("s3://" + bucket + "/" + key)
                + " ."
                + options
                + "\n  "
                + program
                + " demo FILE...    with versions of a file of your own\n";
    }

    /** As a POSIX shell needs it. */
    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:@%+=,-]+")
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** For JSON. */
    public Map<String, Object> fields(Path store, String bucket) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (DemoRow row : rows) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("file", row.file().file().toString());
            file.put("product", row.file().product());
            file.put("key", row.file().key());
            file.put("size", row.size());
            file.put("stored_size", row.stored());
            file.put("store_seconds", row.storeNanos() / 1e9);
            file.put("read_seconds", row.readNanos() / 1e9);
            file.put("exact", row.exact());
            files.add(file);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("store", store.toString());
        fields.put("bucket", bucket);
        fields.put("total_size", rows.stream().mapToLong(DemoRow::size).sum());
        fields.put("stored_size", rows.stream().mapToLong(DemoRow::stored).sum());
        fields.put("files", files);
        return fields;
    }
}

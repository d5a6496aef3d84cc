package io.deltaglider.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The results as Markdown: sizes, times and memory of every tool for every pair, and packing.
 *
 * @param machine what the figures were taken on
 * @param tools names of the tools that were run, ours first
 */
record Report(String machine, List<String> tools, List<PairResult> pairs, List<Packing> packings) {
    static final String WARM = "DeltaGlider";
    static final String COLD = "DeltaGlider, cold";
    static final String XDELTA3 = "xdelta3";

    /** All tables, with headings. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("Machine: ").append(machine).append(".\n");
        if (!pairs.isEmpty()) {
            text.append("\n### Size of the delta in bytes\n\n").append(sizes());
            text.append("\n### Time to encode\n\n").append(encoding());
            text.append("\n### Decoding, MB of output per second\n\n").append(decoding());
            if (anyMemory()) {
                text.append("\n### Peak memory in MiB, both directions\n\n").append(memory());
            }
        }
        if (!packings.isEmpty()) {
            text.append("\n### Packing without a reference, sizes in bytes\n\n").append(packing());
            text.append("\n### Packing, times\n\n").append(packingTimes());
        }
        return text.toString();
    }

    /** The tools that were run, one of ours only where both would give the same figures. */
    private List<String> sizedTools() {
        return tools.stream().filter(tool -> !tool.equals(COLD)).toList();
    }

    private List<String> processes() {
        return tools.stream().filter(tool -> !tool.equals(WARM)).toList();
    }

    private String sizes() {
        List<String> headings = new ArrayList<>(List.of("pair", "target", WARM, "of target"));
        List<String> peers = sizedTools().stream().filter(tool -> !tool.equals(WARM)).toList();
        headings.addAll(peers);
        MarkdownTable table = new MarkdownTable(headings);
        for (PairResult pair : pairs) {
            List<String> cells = new ArrayList<>();
            cells.add(pair.pair().label());
            cells.add(Numbers.bytes(pair.targetBytes()));
            cells.add(cell(pair, WARM, f -> "**" + Numbers.bytes(f.deltaBytes()) + "**"));
            cells.add(
                    cell(
                            pair,
                            WARM,
                            f -> Numbers.percent((double) f.deltaBytes() / pair.targetBytes())));
            peers.forEach(tool -> cells.add(cell(pair, tool, f -> Numbers.bytes(f.deltaBytes()))));
            table.row(cells);
        }
        long targets = pairs.stream().mapToLong(PairResult::targetBytes).sum();
        List<String> total = new ArrayList<>(List.of("**sum**", Numbers.bytes(targets)));
        OptionalLong ours = sumOfSizes(WARM);
        total.add(figure(ours, sum -> "**" + Numbers.bytes(sum) + "**"));
        total.add(figure(ours, sum -> Numbers.percent((double) sum / targets)));
        peers.forEach(tool -> total.add(figure(sumOfSizes(tool), Numbers::bytes)));
        table.row(total);
        return table.text();
    }

    /** Empty if the tool did not do every pair: a sum of fewer would look like less. */
    private OptionalLong sumOfSizes(String tool) {
        return pairs.stream().allMatch(pair -> pair.of(tool).isPresent())
                ? OptionalLong.of(
                        pairs.stream()
                                .mapToLong(pair -> pair.of(tool).orElseThrow().deltaBytes())
                                .sum())
                : OptionalLong.empty();
    }

    private String encoding() {
        List<String> headings = new ArrayList<>(List.of("pair"));
        headings.addAll(tools);
        boolean ratios = tools.contains(XDELTA3);
        if (ratios) {
            headings.addAll(List.of("xdelta3 / DeltaGlider", "xdelta3 / cold"));
        }
        MarkdownTable table = new MarkdownTable(headings);
        for (PairResult pair : pairs) {
            List<String> cells = new ArrayList<>(List.of(pair.pair().label()));
            tools.forEach(
                    tool -> cells.add(cell(pair, tool, f -> Numbers.seconds(f.encodeSeconds()))));
            if (ratios) {
                cells.add(ratio(List.of(pair), WARM));
                cells.add(ratio(List.of(pair), COLD));
            }
            table.row(cells);
        }
        List<String> total = new ArrayList<>(List.of("**sum**"));
        tools.forEach(tool ->
                total.add(
                        allHave(pairs, tool)
                                ? Numbers.seconds(sum(pairs, tool, Figures::encodeSeconds))
                                : Numbers.NONE));
        if (ratios) {
            total.add(ratio(pairs, WARM));
            total.add(ratio(pairs, COLD));
        }
        table.row(total);
        return table.text();
    }

    /** How many times as long xdelta3 takes to encode. */
    private static String ratio(List<PairResult> of, String ours) {
        return allHave(of, ours) && allHave(of, XDELTA3)
                ? Numbers.times(
                        sum(of, XDELTA3, Figures::encodeSeconds)
                                / sum(of, ours, Figures::encodeSeconds))
                : Numbers.NONE;
    }

    private static boolean allHave(List<PairResult> of, String tool) {
        return of.stream().allMatch(pair -> pair.of(tool).isPresent());
    }

    private static double sum(List<PairResult> of, String tool, ToDoubleFunction<Figures> figure) {
        return of.stream()
                .mapToDouble(pair -> figure.applyAsDouble(pair.of(tool).orElseThrow()))
                .sum();
    }

    private String decoding() {
        List<String> headings = new ArrayList<>(List.of("pair"));
        headings.addAll(tools);
        MarkdownTable table = new MarkdownTable(headings);
        for (PairResult pair : pairs) {
            List<String> cells = new ArrayList<>(List.of(pair.pair().label()));
            tools.forEach(tool ->
                    cells.add(
                            cell(
                                    pair,
                                    tool,
                                    f ->
                                            Numbers.megabytesPerSecond(
                                                    pair.targetBytes(), f.decodeSeconds()))));
            table.row(cells);
        }
        return table.text();
    }

    private boolean anyMemory() {
        return pairs.stream()
                .flatMap(pair -> pair.figures().values().stream())
                .anyMatch(figures -> figures.peakBytes().isPresent());
    }

    private String memory() {
        List<String> headings = new ArrayList<>(List.of("pair"));
        headings.addAll(processes());
        MarkdownTable table = new MarkdownTable(headings);
        for (PairResult pair : pairs) {
            List<String> cells = new ArrayList<>(List.of(pair.pair().label()));
            processes()
                    .forEach(tool ->
                            cells.add(
                                    cell(
                                            pair,
                                            tool,
                                            f -> figure(f.peakBytes(), Numbers::mebibytes))));
            table.row(cells);
        }
        return table.text();
    }

    private String packing() {
        MarkdownTable table =
                new MarkdownTable(
                        List.of(
                                "file",
                                "bytes",
                                "DeltaGlider",
                                "of file",
                                "DeltaGlider, max",
                                "of file",
                                "zstd -19",
                                "content",
                                "its zstd -9",
                                "its zstd -19"));
        for (Packing packing : packings) {
            table.row(
                    List.of(
                            packing.file(),
                            Numbers.bytes(packing.size()),
                            "**" + Numbers.bytes(packing.balanced().size()) + "**",
                            Numbers.percent((double) packing.balanced().size() / packing.size()),
                            "**" + Numbers.bytes(packing.max().size()) + "**",
                            Numbers.percent((double) packing.max().size() / packing.size()),
                            figure(packing.zstd19(), Numbers::bytes),
                            Numbers.bytes(packing.content()),
                            figure(packing.contentZstd9(), Numbers::bytes),
                            figure(packing.contentZstd19(), Numbers::bytes)));
        }
        return table.text();
    }

    private String packingTimes() {
        MarkdownTable table =
                new MarkdownTable(
                        List.of(
                                "file",
                                "pack",
                                "pack, max",
                                "unpack, MB of content per second",
                                "the same, max"));
        for (Packing packing : packings) {
            table.row(
                    List.of(
                            packing.file(),
                            Numbers.seconds(packing.balanced().seconds()),
                            Numbers.seconds(packing.max().seconds()),
                            Numbers.megabytesPerSecond(
                                    packing.content(), packing.balanced().unpackSeconds()),
                            Numbers.megabytesPerSecond(
                                    packing.content(), packing.max().unpackSeconds())));
        }
        return table.text();
    }

    private static String cell(PairResult pair, String tool, Function<Figures, String> text) {
        return pair.of(tool).map(text).orElse(Numbers.NONE);
    }

    private static String figure(OptionalLong value, java.util.function.LongFunction<String> text) {
        return value.isPresent() ? text.apply(value.getAsLong()) : Numbers.NONE;
    }
}

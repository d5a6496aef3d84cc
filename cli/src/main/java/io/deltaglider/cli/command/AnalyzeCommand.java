package io.deltaglider.cli.command;

import io.deltaglider.cli.analyze.LocalSource;
import io.deltaglider.cli.analyze.StoredSource;
import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.Amounts;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.output.TextTable;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectListing;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.engine.analyze.Estimate;
import io.deltaglider.engine.analyze.FamilyEstimate;
import io.deltaglider.engine.analyze.Source;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

@Command(
        name = "analyze",
        description = {
            "What files or objects would take as deltas, and save. Some of them are encoded to find"
                    + " out; nothing is written.",
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider analyze ~/releases",
            "  deltaglider analyze s3://releases/ --price 0.023"
        })
final class AnalyzeCommand extends StoreCommand {
    private static final long GB = 1_000_000_000L;
    private static final long MIB = 1L << 20;

    /** Deltaspaces that have a line of their own. */
    private static final int SHOWN = 20;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|s3://BUCKET/PREFIX",
            description = "Files, folders, or the objects under a prefix.")
    private List<String> paths = List.of();

    @Option(
            names = "--sample",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "Encode so many MiB at most. Default: 1024.")
    private long sampleMib;

    @Option(
            names = "--price",
            paramLabel = "PRICE",
            defaultValue = "0.023",
            description =
                    "What a GB (10^9 bytes) costs a month, in any currency. Default: 0.023, as S3"
                            + " Standard in US dollars.")
    private double price;

    AnalyzeCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        for (String path : paths) {
            if (ObjectLocation.isObject(path) && ObjectLocation.parse(path).bucket().isEmpty()) {
                throw CommandException.usage("'" + path + "' names no bucket");
            }
        }
        if (sampleMib < 1) {
            throw CommandException.usage("--sample must be 1 or more, not " + sampleMib);
        }
        if (!(price >= 0 && Double.isFinite(price))) {
            throw CommandException.usage("--price must be 0 or more, not " + price);
        }
    }

    @Override
    int run(Connection connection) throws IOException {
        try {
            Estimate estimate =
                    connection
                            .client()
                            .analyzer()
                            .estimate(sources(connection), sampleMib * MIB, this::begin);
            if (json()) {
                shell.out().println(Json.of(fields(estimate)));
            } else {
                print(estimate);
            }
            estimate.failures().forEach(each -> shell.err().println("analyze failed: " + each));
            return estimate.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "GetObject");
        }
    }

    private List<Source> sources(Connection connection) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (String path : paths) {
            if (ObjectLocation.isObject(path)) {
                ObjectLocation location = ObjectLocation.parse(path);
                ObjectListing.forEach(
                        connection.client(),
                        location,
                        object ->
                                sources.add(
                                        new StoredSource(
                                                connection.client(),
                                                location.bucket(),
                                                object.key(),
                                                object.size())));
            } else {
                Path file = new LocalPaths(shell.directory()).resolve(path);
                if (!Files.exists(file)) {
                    throw new NoSuchFileException(path);
                }
                sources.addAll(LocalSource.under(file));
            }
        }
        return sources;
    }

    private void begin(String family) {
        if (options.debug()) {
            shell.err().println("analyze: " + family);
        }
    }

    private Map<String, Object> fields(Estimate estimate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", estimate.count());
        fields.put("size", estimate.bytes());
        fields.put("stored", estimate.stored());
        fields.put("saved", estimate.saved());
        fields.put("savings", share(estimate.saved(), estimate.bytes()));
        fields.put("sampled_size", estimate.sampledBytes());
        fields.put("price", price);
        fields.put("saved_a_month", money(estimate.saved()));
        List<Map<String, Object>> families = new ArrayList<>();
        for (FamilyEstimate each : estimate.families()) {
            Map<String, Object> family = new LinkedHashMap<>();
            family.put("deltaspace", each.name());
            family.put("count", each.count());
            family.put("size", each.bytes());
            family.put("sampled_count", each.sampled());
            family.put("sampled_size", each.sampledBytes());
            family.put("stored", each.estimate());
            families.add(family);
        }
        fields.put("deltaspaces", families);
        fields.put("failures", estimate.failures());
        return fields;
    }

    private void print(Estimate estimate) {
        TextTable table = new TextTable("deltaspace", "files", "size", "stored", "saved");
        List<FamilyEstimate> families = estimate.families();
        for (FamilyEstimate each : families.subList(0, Math.min(SHOWN, families.size()))) {
            boolean known = each.sampledBytes() > 0;
            table.row(
                    each.name(),
                    Amounts.count(each.count()),
                    HumanSize.of(each.bytes()),
                    known ? (each.isComplete() ? "" : "~") + HumanSize.of(each.estimate()) : "?",
                    known ? Amounts.percent(each.bytes() - each.estimate(), each.bytes()) : "?");
        }
        table.rule();
        table.row(
                families.size() > SHOWN
                        ? "total, " + (families.size() - SHOWN) + " more deltaspaces included"
                        : "total",
                Amounts.count(estimate.count()),
                HumanSize.of(estimate.bytes()),
                HumanSize.of(estimate.stored()),
                Amounts.percent(estimate.saved(), estimate.bytes()));
        shell.out().print(table.text());
        shell.out().println();
        shell.out().println(conclusion(estimate));
        if (estimate.sampledBytes() < estimate.bytes()) {
            shell.out()
                    .printf(
                            Locale.ROOT,
                            "Encoded %s of it; more with --sample.%n",
                            HumanSize.of(estimate.sampledBytes()));
        }
    }

    private String conclusion(Estimate estimate) {
        long saved = estimate.saved();
        String of = " of " + Amounts.bytes(estimate.bytes());
        if (saved <= 0) {
            return estimate.bytes() == 0
                    ? "There is nothing to save on: no bytes were found."
                    : "Saves nothing"
                            + of
                            + (saved == 0
                                    ? "."
                                    : ": it would take " + Amounts.bytes(-saved) + " more.");
        }
        return "Saves about "
                + Amounts.count(saved)
                + of
                + " ("
                + Amounts.percent(saved, estimate.bytes())
                + "), and "
                + Amounts.money(money(saved))
                + " of "
                + Amounts.money(money(estimate.bytes()))
                + " a month at "
                + BigDecimal.valueOf(price).stripTrailingZeros().toPlainString()
                + " per GB.";
    }

    private double money(long bytes) {
        return (double) bytes / GB * price;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}

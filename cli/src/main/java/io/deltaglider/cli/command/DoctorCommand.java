package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.engine.doctor.Finding;
import io.deltaglider.engine.doctor.Finding.Level;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

@Command(
        name = "doctor",
        description = {
            "Check a bucket for what could hurt it, and say what to do about it.",
            "Looks for missing references and the objects that need them, lifecycle rules that"
                    + " would expire references, a store without conditional writes, clock skew,"
                    + " missing permissions and rejected checksums.",
            "Every object is asked for its reference, with one request; in a large bucket, the"
                    + " first 100,000.",
            "Small objects are written under .deltaglider/tmp/ and removed again."
        },
        footer = {
            "",
            "Exit codes: 0 nothing serious; 1 a problem, or something that could not be found out.",
            "",
            "Example:",
            "  deltaglider doctor s3://releases"
        })
final class DoctorCommand extends StoreCommand {
    /** More would hide the other findings. */
    private static final int SHOWN_OBJECTS = 20;

    @Parameters(arity = "1", paramLabel = "BUCKET", description = "A bucket: NAME or s3://NAME.")
    private String path = "";

    DoctorCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        if (ObjectLocation.parse(path).bucket().isEmpty()) {
            throw CommandException.usage("'" + path + "' names no bucket");
        }
    }

    @Override
    int run(Connection connection) {
        String bucket = ObjectLocation.parse(path).bucket();
        List<Finding> findings = connection.client().examine(bucket);
        boolean healthy =
                findings.stream()
                        .map(Finding::level)
                        .noneMatch(each -> each == Level.PROBLEM || each == Level.UNKNOWN);
        if (json()) {
            shell.out().println(Json.of(fields(bucket, healthy, findings)));
        } else {
            findings.forEach(this::print);
        }
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(Finding finding) {
        String level = finding.level().name().toLowerCase(Locale.ROOT);
        shell.out()
                .println(
                        level
                                + " ".repeat(9 - level.length())
                                + finding.check()
                                + ": "
                                + finding.found());
        finding.objects().stream()
                .limit(SHOWN_OBJECTS)
                .forEach(key -> shell.out().println(" ".repeat(11) + key));
        if (finding.objects().size() > SHOWN_OBJECTS) {
            shell.out()
                    .println(
                            " ".repeat(11)
                                    + "and "
                                    + (finding.objects().size() - SHOWN_OBJECTS)
                                    + " more (--json shows all)");
        }
        if (!finding.remedy().isEmpty()) {
            shell.out().println(" ".repeat(9) + "-> " + finding.remedy());
        }
    }

    private static Map<String, Object> fields(
            String bucket, boolean healthy, List<Finding> findings) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Finding each : findings) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("check", each.check());
            one.put("level", each.level().name().toLowerCase(Locale.ROOT));
            one.put("found", each.found());
            one.put("remedy", each.remedy());
            one.put("objects", each.objects());
            all.add(one);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket);
        fields.put("healthy", healthy);
        fields.put("findings", all);
        return fields;
    }
}

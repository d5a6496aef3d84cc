import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One process of build/stress: runs commands of the real command line in a loop, notes in a journal what it asks for before and what
 * it was told after, and may be killed at any moment. As "verify" it compares what the bucket holds with all journals.
 *
 * <p>Usage: {@code Stress ROLE ID BUCKET FOLDER SECONDS GRACE}, where the role is cp, mv, rm, purge, optimize or verify.
 */
public final class Stress {
    private static final int KEYS = 8;
    private static final int SIZE = 150_000;

    /** A family of files lives so long; then its references become garbage bit by bit. */
    private static final long FAMILY_MILLIS = 15_000;

    private final String bucket;
    private final Path folder;
    private final Path journal;
    private final Path work;
    private final Random random = new Random();

    private Stress(String id, String bucket, Path folder) throws IOException {
        this.bucket = bucket;
        this.folder = folder;
        this.work = Files.createDirectories(folder.resolve("work-" + id));
        this.journal = Files.createDirectories(folder.resolve("journals")).resolve(id);
    }

    public static void main(String[] args) throws Exception {
        Stress stress = new Stress(args[1], args[2], Path.of(args[3]));
        if (args[0].equals("verify")) {
            System.exit(stress.verify());
        }
        long end = System.currentTimeMillis() + 1000 * Long.parseLong(args[4]);
        while (System.currentTimeMillis() < end) {
            switch (args[0]) {
                case "cp" -> stress.copyIn();
                case "mv" -> stress.move();
                case "rm" -> stress.remove();
                case "purge" ->
                        stress.run(
                                "purge",
                                "s3://" + args[2],
                                "--allow-short-grace",
                                "--grace",
                                args[5]);
                case "optimize" -> stress.run("optimize", "s3://" + args[2] + "/");
                default -> throw new IllegalArgumentException("no such role: " + args[0]);
            }
        }
    }

    private String key() {
        return "k" + (char) ('a' + random.nextInt(KEYS)) + "/file.bin";
    }

    private void copyIn() throws Exception {
        long family = System.currentTimeMillis() / FAMILY_MILLIS;
        byte[] bytes = new byte[SIZE];
        new Random(family).nextBytes(bytes);
        for (int i = 0; i < 5; i++) {
            bytes[random.nextInt(SIZE)] ^= 0x55;
        }
        Path file = work.resolve("file.bin");
        Files.write(file, bytes);
        String key = key();
        String id = begin("put", key, sha256(bytes), "-");
        if (run("cp", file.toString(), "s3://" + bucket + "/" + key) == 0) {
            done(id);
        }
    }

    private void move() throws IOException {
        String from = key();
        String to = key();
        if (from.equals(to)) {
            return;
        }
        String copied = begin("copy", to, "-", from);
        String deleted = begin("delete", from, "-", "-");
        if (run("mv", "s3://" + bucket + "/" + from, "s3://" + bucket + "/" + to) == 0) {
            done(copied);
            done(deleted);
        }
    }

    private void remove() throws IOException {
        String key = key();
        String id = begin("delete", key, "-", "-");
        if (run("rm", "s3://" + bucket + "/" + key) == 0) {
            done(id);
        }
    }

    private static Shell shell(
            ByteArrayOutputStream out, ByteArrayOutputStream err, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(more);
        return new Shell(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                Path.of("."),
                false);
    }

    private int run(String... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell =
                shell(out, err, Map.of("DELTAGLIDER_CACHE", work.resolve("cache").toString()));
        int exit = DeltaGliderCommand.create(shell).execute(command);
        shell.out().flush();
        Files.writeString(
                work.resolve("log"),
                String.join(" ", command) + " -> " + exit + " " + out + err + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return exit;
    }

    private String begin(String what, String key, String sha256, String source) throws IOException {
        String id = Long.toHexString(random.nextLong());
        note(
                "begin "
                        + id
                        + " "
                        + System.currentTimeMillis()
                        + " "
                        + what
                        + " "
                        + key
                        + " "
                        + sha256
                        + " "
                        + source);
        return id;
    }

    private void done(String id) throws IOException {
        note("done " + id + " " + System.currentTimeMillis());
    }

    /** What was handed to the system survives the death of the process. */
    private void note(String line) throws IOException {
        Files.writeString(
                journal, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** A write as the journals tell it; {@code end} is far away when nobody was told that it is done. */
    private static final class Write {
        private final long start;
        private final String what;
        private final String sha256;
        private final String source;
        private long end = Long.MAX_VALUE;

        private Write(long start, String what, String sha256, String source) {
            this.start = start;
            this.what = what;
            this.sha256 = sha256;
            this.source = source;
        }
    }

    private int verify() throws Exception {
        Map<String, List<Write>> writes = new TreeMap<>();
        int told = 0;
        int begun = 0;
        Map<String, Write> byId = new HashMap<>();
        try (var journals = Files.list(folder.resolve("journals"))) {
            for (Path each : journals.sorted().toList()) {
                for (String line : Files.readAllLines(each)) {
                    String[] part = line.split(" ");
                    if (part[0].equals("begin") && part.length == 7) {
                        Write write = new Write(Long.parseLong(part[2]), part[3], part[5], part[6]);
                        byId.put(part[1], write);
                        writes.computeIfAbsent(part[4], _ -> new ArrayList<>()).add(write);
                        begun++;
                    } else if (part[0].equals("done") && part.length == 3) {
                        byId.get(part[1]).end = Long.parseLong(part[2]);
                        told++;
                    }
                }
            }
        }
        int wrong = 0;
        int present = 0;
        for (String key : writes.keySet()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Map<String, String> cold =
                    Map.of("DELTAGLIDER_CACHE", work.resolve("cold-" + key.charAt(1)).toString());
            Shell shell = shell(out, err, cold);
            int exit =
                    DeltaGliderCommand.create(shell).execute("cat", "s3://" + bucket + "/" + key);
            shell.out().flush();
            boolean absent =
                    exit != 0
                            && (err.toString().contains("404")
                                    || err.toString().contains("NoSuchKey"));
            String found = exit == 0 ? sha256(out.toByteArray()) : absent ? "-" : "unreadable";
            present += exit == 0 ? 1 : 0;
            if (!allows(writes, key, found)) {
                wrong++;
                System.out.println("WRONG " + key + ": " + found + " " + err);
            }
        }
        System.out.println(
                "verified "
                        + writes.size()
                        + " keys ("
                        + present
                        + " present): "
                        + begun
                        + " writes begun, "
                        + told
                        + " acknowledged, "
                        + wrong
                        + " keys wrong");
        return wrong == 0 ? 0 : 1;
    }

    private static boolean allows(Map<String, List<Write>> writes, String key, String found) {
        List<Write> all = writes.get(key);
        boolean settled = all.stream().anyMatch(each -> each.end != Long.MAX_VALUE);
        if (found.equals("-") && !settled) {
            return true;
        }
        for (Write each : all) {
            boolean overwritten =
                    all.stream()
                            .anyMatch(
                                    other -> other.end != Long.MAX_VALUE && other.start > each.end);
            if (!overwritten && matches(writes, each, found, new TreeSet<>())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(
            Map<String, List<Write>> writes, Write write, String found, Set<String> asked) {
        return switch (write.what) {
            case "put" -> write.sha256.equals(found);
            case "delete" -> found.equals("-");
            default ->
                    !found.equals("-")
                            && asked.add(write.source)
                            && writes.getOrDefault(write.source, List.of()).stream()
                                    .anyMatch(each -> matches(writes, each, found, asked));
        };
    }
}

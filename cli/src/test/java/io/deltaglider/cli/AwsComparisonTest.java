package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The same commands with the AWS CLI and with ours, each on buckets and in a folder of its own: exit codes, lines on standard output, the
 * objects with all that they say of themselves, and the files afterwards must be the same. The commands are in {@code aws-comparison.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsComparisonTest {
    private static final int BIG = 150_000;
    private static final String OURS = "bucket-a";
    private static final String THEIRS = "bucket-b";
    private static final byte[] INPUT = "from a pipe\n".getBytes(StandardCharsets.UTF_8);
    private static final Path OTHER_FILE_SYSTEM = Path.of("/dev/shm");

    /** A command, and what comes before it. */
    record Row(List<String> before, String command) {
        @Override
        public String toString() {
            return command;
        }
    }

    private LocalS3Server server;
    private S3Client stored;
    private DeltaGliderS3Client logical;
    private CommandRunner runner;
    private Path theirs;
    private AwsCli aws;
    private Path otherFileSystem;
    private final Map<String, Map<String, String>> seen = new HashMap<>();
    private final Map<String, Map<String, String>> described = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        assumeTrue(AwsCli.isInstalled(), "Debian's AWS CLI is not in /usr/bin");
        Path ours = Files.createDirectory(temporary.resolve("ours"));
        theirs = Files.createDirectory(temporary.resolve("theirs"));
        otherFileSystem =
                Files.createTempDirectory(
                        Files.isWritable(OTHER_FILE_SYSTEM) ? OTHER_FILE_SYSTEM : temporary, "dg");
        server = LocalS3Server.inMemory();
        stored = server.client();
        logical =
                new DeltaGliderS3Client(
                        server.client(),
                        EngineOptions.defaults()
                                .withCacheDirectory(temporary.resolve("test-cache")));
        runner = prepared(new CommandRunner(ours)).input(INPUT);
        prepared(new CommandRunner(theirs));
        Path input = Files.write(temporary.resolve("input"), INPUT);
        Path printed = Files.createDirectory(temporary.resolve("printed"));
        aws = AwsCli.start(theirs, printed, input, runner.environment());
        String version = aws.run(List.of("--version")).out();
        assumeTrue(
                version.startsWith("aws-cli/2."), "not the AWS CLI's second version: " + version);
    }

    @AfterAll
    void stop() throws IOException {
        if (aws != null) {
            aws.close();
            logical.close();
            server.close();
            try (Stream<Path> left = Files.walk(otherFileSystem)) {
                for (Path path : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private CommandRunner prepared(CommandRunner at) throws IOException {
        at.file("a.txt", "hello\n");
        at.file("empty", "");
        at.file("dir/b.txt", "b");
        at.file("dir/sub/c.bin", new byte[2000]);
        at.file("dir/a b+%é.txt", "odd");
        at.file("odd/ok.txt", "ok");
        at.file("block/a.txt/inside", "in the way");
        Files.createSymbolicLink(at.directory().resolve("odd/broken"), Path.of("nowhere"));
        Files.createSymbolicLink(at.directory().resolve("link.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(at.directory().resolve("linkdir"), Path.of("dir"));
        return at.with("AWS_ACCESS_KEY_ID", server.accessKey())
                .with("AWS_SECRET_ACCESS_KEY", server.secretKey())
                .with("AWS_DEFAULT_REGION", "us-east-1")
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .with("LC_ALL", "C.UTF-8")
                .with("AWS_PAGER", "");
    }

    static Stream<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> before = new ArrayList<>();
        try (InputStream in = AwsComparisonTest.class.getResourceAsStream("aws-comparison.txt")) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith(":")) {
                    before.add(line);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(new Row(List.copyOf(before), line));
                    before.clear();
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void sameAsTheAwsCli(Row row) throws Exception {
        for (String action : row.before()) {
            prepare(action.split(" ", 4));
        }
        List<String> theirLine = new ArrayList<>(List.of("s3"));
        theirLine.addAll(arguments(row.command(), THEIRS));
        AwsCli.Call call = aws.begin(theirLine);
        Result actual = runner.run(arguments(row.command(), OURS));
        Result expected = aws.finish(call);

        assertThat(actual.exitCode())
                .as("exit code; the AWS CLI says: %s\nwe say: %s", expected.err(), actual.err())
                .isEqualTo(expected.exitCode());
        assertThat(lines(actual.out(), OURS)).isEqualTo(lines(expected.out(), THEIRS));
        assertThat(actual.err().isBlank()).isEqualTo(expected.err().isBlank());
        assertThat(changes(OURS)).as("objects").isEqualTo(changes(THEIRS));
        assertThat(fileChanges(OURS)).as("files").isEqualTo(fileChanges(THEIRS));
    }

    /** What has changed in a side's buckets since the last look, as its clients see it; of what is gone only the key. */
    private Map<String, String> changes(String side) {
        Map<String, String> now = new TreeMap<>();
        List<String> buckets = stored.listBuckets().buckets().stream().map(Bucket::name).toList();
        for (String bucket : List.of(side, side + "-2")) {
            if (buckets.contains(bucket)) {
                stored.listObjectsV2Paginator(r -> r.bucket(bucket)).contents().stream()
                        .filter(object -> !object.key().startsWith(".deltaglider/"))
                        .forEach(object ->
                                now.put(
                                        bucket + "/" + object.key(),
                                        object.eTag() + " " + object.lastModified()));
            }
        }
        // Times are those of seconds: what was written just now may have been written again.
        Instant recent = Instant.now().minusSeconds(2);
        Map<String, String> changes =
                difference(
                        seen.getOrDefault(side, Map.of()),
                        now,
                        state ->
                                Instant.parse(state.substring(state.indexOf(' ') + 1))
                                        .isAfter(recent));
        seen.put(side, now);
        Map<String, String> described = new TreeMap<>();
        changes.forEach((path, state) ->
                described.put(
                        path.substring(side.length()), state.isEmpty() ? "gone" : described(path)));
        // An object that is as it was is no change, however recent.
        Map<String, String> known = this.described.computeIfAbsent(side, _ -> new TreeMap<>());
        described
                .entrySet()
                .removeIf(entry ->
                        entry.getValue().equals(known.put(entry.getKey(), entry.getValue())));
        return described;
    }

    private String described(String path) {
        int slash = path.indexOf('/');
        String bucket = path.substring(0, slash);
        String key = path.substring(slash + 1);
        var head = logical.headObject(r -> r.bucket(bucket).key(key));
        return String.join(
                ", ",
                head.contentLength() + " " + head.eTag(),
                head.contentType(),
                head.cacheControl(),
                head.contentDisposition(),
                head.contentEncoding(),
                head.contentLanguage(),
                head.expiresString(),
                new TreeMap<>(head.metadata()).toString());
    }

    private Map<String, String> fileChanges(String side) throws IOException {
        Map<String, String> now = new TreeMap<>();
        for (Path folder :
                List.of(
                        side.equals(OURS) ? runner.directory() : theirs,
                        Files.createDirectories(otherFileSystem.resolve(side)))) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString();
                    if (!name.startsWith("cache")) {
                        now.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        Map<String, String> changes =
                difference(seen.getOrDefault("files " + side, Map.of()), now, _ -> false);
        seen.put("files " + side, now);
        return changes;
    }

    private static Map<String, String> difference(
            Map<String, String> before, Map<String, String> now, Predicate<String> unsure) {
        Map<String, String> changes = new TreeMap<>();
        now.forEach((name, state) -> {
            if (!state.equals(before.get(name)) || unsure.test(state)) {
                changes.put(name, state);
            }
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> changes.put(name, ""));
        return changes;
    }

    private List<String> arguments(String command, String bucket) {
        List<String> line = new ArrayList<>();
        for (String argument : command.split(" ", -1)) {
            line.add(filled(argument, bucket));
        }
        line.addAll(List.of("--endpoint-url", server.endpoint().toString()));
        if (List.of("cp", "mv", "sync").contains(line.getFirst())) {
            line.add("--no-progress");
        }
        return line;
    }

    private String filled(String text, String bucket) {
        return text.replace("BKT", bucket)
                .replace("␣", " ")
                .replace("SHM", otherFileSystem.resolve(bucket).toString())
                .replace("LONGKEY", "long/".repeat(204) + "key");
    }

    private void prepare(String[] action) throws IOException {
        for (String bucket : List.of(OURS, THEIRS)) {
            Path directory = bucket.equals(OURS) ? runner.directory() : theirs;
            Path file = directory.resolve(filled(action[1], bucket));
            switch (action[0]) {
                case ":write" -> {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, action[3]);
                    Files.setLastModifiedTime(
                            file,
                            FileTime.from(Instant.now().plusSeconds(Integer.parseInt(action[2]))));
                }
                case ":big" -> {
                    byte[] bytes = Samples.noise(1, BIG);
                    Files.write(file, Samples.nextVersion(bytes, Integer.parseInt(action[2])));
                }
                case ":remove" -> Files.delete(file);
                case ":put" -> {
                    String body = action[2].equals(".") ? "" : action[2];
                    String key = filled(action[1], bucket);
                    stored.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(body));
                }
                case ":many" -> {
                    for (int i = 0; i < Integer.parseInt(action[2]); i++) {
                        String key = action[1] + i;
                        stored.putObject(
                                r -> r.bucket(bucket).key(key), RequestBody.fromString("1"));
                    }
                }
                default -> throw new IllegalArgumentException(action[0]);
            }
        }
    }

    /** Several transfers at once end in any order there; times differ by when the commands ran. */
    private static List<String> lines(String out, String bucket) {
        return out.lines()
                .map(line -> line.replace(bucket, "BKT"))
                .map(line ->
                        line.replaceFirst("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME"))
                .sorted()
                .toList();
    }
}

package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The same commands with the AWS CLI and with ours, each on a bucket and in a folder of its own: exit codes, lines on standard output, the
 * objects and the files afterwards must be the same. Needs the AWS CLI's second version.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsComparisonTest {
    /** {@code BKT} stands for the bucket. What a row leaves behind is there for the rows after it. */
    private static final String COMMANDS =
            """
            mb s3://BKT
            mb s3://BKT
            mb BKT
            cp a.txt s3://BKT
            cp a.txt s3://BKT/new-name
            cp a.txt s3://BKT/d/
            cp missing s3://BKT/
            cp dir s3://BKT/x
            cp dir/ s3://BKT/rec --recursive
            cp dir s3://BKT/not --recursive --dryrun
            cp a.txt s3://BKT/af --recursive
            cp linkdir s3://BKT/linked --recursive
            cp odd s3://BKT/odd --recursive
            cp empty s3://BKT/
            cp a.txt s3://BKT/q --quiet
            cp a.txt s3://no-such-bucket-here/
            cp - s3://BKT/from-stdin
            cp - s3://BKT/p/
            cp s3://BKT/a.txt -
            cp s3://BKT/nokey -
            cp s3://BKT/a.txt out/
            cp s3://BKT/a.txt out/renamed
            cp s3://BKT/a.txt .
            cp s3://BKT/nokey .
            cp s3://BKT .
            cp s3://BKT/ down --recursive
            cp s3://BKT/a.txt block/
            cp s3://BKT/a.txt a.txt/x/y
            cp s3://BKT/rec a.txt --recursive
            cp s3://BKT/a.txt /dev/null
            cp s3://BKT/a.txt s3://BKT/copied
            cp s3://BKT/a.txt s3://BKT/a.txt
            cp s3://BKT/rec s3://BKT/rec3 --recursive
            cp s3://BKT/a.txt s3://no-such-bucket-here/x
            cp s3://no-such-bucket-here/ s3://BKT/x --recursive
            cp a.txt b.txt
            ls s3://BKT
            ls s3://BKT/rec
            ls s3://BKT/rec/
            ls s3://BKT/a.txt
            ls s3://BKT --recursive --human-readable --summarize
            ls s3://BKT/nothing
            ls s3://BKT/nothing/ --summarize
            ls s3://no-such-bucket-here
            rm s3://BKT/nokey
            rm s3://BKT/rec --recursive
            rm s3://BKT/zzz --recursive
            rm s3://no-such-bucket-here --recursive
            rm s3://BKT
            rb s3://BKT
            rb s3://BKT --force
            rb s3://BKT
            ls s3://BKT
            """;

    private static final Path AWS = Path.of("/usr/bin/aws");

    private Path directory;
    private LocalS3Server server;
    private CommandRunner runner;
    private Path theirs;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(AWS), "the AWS CLI is not in /usr/bin");
        directory = temporary;
        Path ours = Files.createDirectory(directory.resolve("ours"));
        theirs = Files.createDirectory(directory.resolve("theirs"));
        server = LocalS3Server.inMemory();
        runner = prepared(new CommandRunner(ours));
        prepared(new CommandRunner(theirs));
        String version = start(List.of("--version")).result().out();
        assumeTrue(
                version.startsWith("aws-cli/2."), "not the AWS CLI's second version: " + version);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
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

    static Stream<String> commands() {
        return COMMANDS.lines();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void sameAsTheAwsCli(String command) throws Exception {
        String endpoint = server.endpoint().toString();
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        line.addAll(List.of("--endpoint-url", endpoint));
        if (line.getFirst().equals("cp")) {
            line.add("--no-progress");
        }
        List<String> awsLine = new ArrayList<>(List.of("s3"));
        line.forEach(argument -> awsLine.add(argument.replace("BKT", "bucket-b")));
        AwsCall theirCall = start(awsLine);
        Result actual =
                runner.run(
                        line.stream()
                                .map(argument -> argument.replace("BKT", "bucket-a"))
                                .toList());
        Result expected = theirCall.result();

        assertThat(actual.exitCode())
                .as("exit code; the AWS CLI says: %s\nwe say: %s", expected.err(), actual.err())
                .isEqualTo(expected.exitCode());
        assertThat(lines(actual.out(), "bucket-a")).isEqualTo(lines(expected.out(), "bucket-b"));
        assertThat(actual.err().isBlank()).isEqualTo(expected.err().isBlank());
        assertThat(objects("bucket-a")).isEqualTo(objects("bucket-b"));
        assertThat(files(runner.directory())).isEqualTo(files(theirs));
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

    private Map<String, String> objects(String bucket) {
        Map<String, String> objects = new TreeMap<>();
        var client = server.client();
        if (client.listBuckets().buckets().stream().noneMatch(b -> b.name().equals(bucket))) {
            return objects;
        }
        client.listObjectsV2Paginator(r -> r.bucket(bucket))
                .contents()
                .forEach(object -> {
                    var head = client.headObject(r -> r.bucket(bucket).key(object.key()));
                    objects.put(object.key(), head.eTag() + " " + head.contentType());
                });
        return objects;
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.startsWith("cache")) {
                    files.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }

    private AwsCall start(List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(AWS.toString()));
        line.addAll(arguments);
        File out = File.createTempFile("out", null, directory.toFile());
        File err = File.createTempFile("err", null, directory.toFile());
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(theirs.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out)
                        .redirectError(err);
        builder.environment().clear();
        builder.environment().putAll(runner.environment());
        return new AwsCall(builder.start(), out.toPath(), err.toPath());
    }

    /** Under way while ours runs. */
    private record AwsCall(Process process, Path out, Path err) {
        Result result() throws IOException, InterruptedException {
            int exitCode = process.waitFor();
            return new Result(exitCode, Files.readAllBytes(out), Files.readString(err));
        }
    }
}

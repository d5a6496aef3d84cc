package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.FaultProxy;
import io.deltaglider.store.testing.LocalS3Server;
import io.deltaglider.store.testing.WireFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whatever fails, people are told in words: no names of Java's or the SDK's classes, no request ids that are not there. */
class MessagesTest {
    private static final byte[] FIRST = Samples.noise(1, 90_000);
    private static final byte[] SECOND = Samples.nextVersion(FIRST, 2);

    /** What only those who wrote the program can read. */
    private static final Pattern TECHNICAL =
            Pattern.compile(
                    "Exception|java\\.|javax\\.|software\\.amazon|apache|picocli|jackson|Request"
                        + " ID|Service: |SDK |Status Code|transformer|(?<!\": )\\bnull\\b|is not"
                        + " an? (?:int|double|long)|@[0-9a-f]{6}|io\\.deltaglider");

    @TempDir Path directory;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream err = System.err;
    private final List<String> wrong = new ArrayList<>();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(log, true, UTF_8));
    }

    @AfterEach
    void hush() {
        System.setErr(err);
        assertThat(wrong).isEmpty();
    }

    private void isForPeople(Result result, String what) {
        String said = result.out() + result.err() + log.toString(UTF_8);
        log.reset();
        if (TECHNICAL.matcher(said).find() || (result.exitCode() != 0 && said.isBlank())) {
            wrong.add(what + " ended with " + result.exitCode() + " and said: " + said);
        }
    }

    private CommandRunner runner(String name) throws IOException {
        CommandRunner runner = new CommandRunner(Files.createDirectories(directory.resolve(name)));
        runner.file("app-1.bin", FIRST);
        runner.file("app-2.bin", SECOND);
        return runner;
    }

    private static void store(CommandRunner runner) {
        for (String line :
                List.of(
                        "mb s3://bkt",
                        "cp app-1.bin s3://bkt/v1/app.bin",
                        "cp app-2.bin s3://bkt/v2/app.bin",
                        "cp app-2.bin s3://bkt/raw/app.bin --no-delta")) {
            Result result = runner.line(line);
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
    }

    @Test
    void onTheWire() throws IOException {
        String unheard = "<html><body>Bad gateway</body></html>";
        List<WireFault> faults =
                List.of(
                        new WireFault.Foreign(500, List.of(), new byte[0]),
                        new WireFault.Foreign(403, List.of(), new byte[0]),
                        new WireFault.Foreign(
                                502, List.of("Content-Type: text/html"), unheard.getBytes(UTF_8)),
                        WireFault.refusal(400, "InvalidRequest"),
                        WireFault.maintenancePage(),
                        new WireFault.LoseAnswer(),
                        new WireFault.CutBody(20),
                        new WireFault.EndBodyEarly(20),
                        new WireFault.FlipAnswer(17),
                        new WireFault.Foreign(
                                200,
                                List.of("Content-Type: application/xml"),
                                "<Unfinished".getBytes(UTF_8)));
        try (LocalS3Server server = LocalS3Server.inMemory();
                FaultProxy proxy = new FaultProxy(server.endpoint())) {
            CommandRunner runner =
                    runner("wire")
                            .with("AWS_ENDPOINT_URL", proxy.endpoint().toString())
                            .with("AWS_ACCESS_KEY_ID", server.accessKey())
                            .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
            store(runner);
            List<String> lines =
                    List.of(
                            "ls",
                            "ls s3://bkt/",
                            "cp app-2.bin s3://bkt/new.bin",
                            "cp s3://bkt/v2/app.bin down.bin",
                            "cp s3://bkt/raw/app.bin down.bin",
                            "cp s3://bkt/v2/app.bin s3://bkt/copy.bin",
                            "mv s3://bkt/gone.bin s3://bkt/copy.bin",
                            "sync s3://bkt/ tree",
                            "rm s3://bkt/gone.bin",
                            "rm -r s3://bkt/gone/",
                            "cat s3://bkt/v2/app.bin",
                            "stats bkt --no-cache",
                            "verify s3://bkt/v2/app.bin",
                            "verify -r s3://bkt/",
                            "optimize s3://bkt/ --dryrun",
                            "migrate s3://bkt/v2/ s3://bkt/other/ --yes",
                            "analyze s3://bkt/",
                            "mb s3://more",
                            "rb s3://more",
                            "purge bkt --grace 1h",
                            "doctor bkt",
                            "get-bucket-acl bkt");
            // Each command with some of the faults, each fault with some of the commands.
            for (int i = 0; i < 2 * lines.size(); i++) {
                String line = lines.get(i % lines.size());
                WireFault fault = faults.get((i + i / lines.size()) % faults.size());
                // References and metadata that are remembered would hide what happens.
                runner.with("DELTAGLIDER_CACHE", directory.resolve("cache" + i).toString());
                proxy.fail(_ -> true, fault);
                isForPeople(runner.line(line), line + " with " + fault);
                proxy.heal();
            }
        }
    }

    @Test
    void inTheStoresFolder() throws IOException {
        CommandRunner runner = runner("folder");
        runner.with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        store(runner);
        Path objects = directory.resolve("store/buckets/bkt/objects");
        List<Path> files;
        try (Stream<Path> all = Files.walk(objects)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        assertThat(files).hasSize(4);
        List<String> lines =
                List.of(
                        "ls -r s3://bkt/",
                        "cp s3://bkt/v2/app.bin down.bin",
                        "cp s3://bkt/raw/app.bin down.bin",
                        "cp s3://bkt/v2/app.bin s3://bkt/copy.bin",
                        "cat s3://bkt/v1/app.bin",
                        "verify s3://bkt/v2/app.bin",
                        "verify -r s3://bkt/",
                        "stats bkt --no-cache",
                        "optimize s3://bkt/",
                        "analyze s3://bkt/",
                        "cp app-2.bin s3://bkt/v3/app.bin",
                        "purge bkt --grace 1h",
                        "doctor bkt");
        int round = 0;
        for (Path file : files) {
            byte[] sound = Files.readAllBytes(file);
            byte[] flipped = sound.clone();
            flipped[sound.length / 3] ^= 1;
            for (byte[] damaged :
                    List.of(
                            new byte[0],
                            Arrays.copyOf(sound, sound.length / 2),
                            flipped,
                            "nothing of ours".repeat(100).getBytes(ISO_8859_1))) {
                Files.write(file, damaged);
                for (int i = 0; i < 4; i++) {
                    String line = lines.get(round++ % lines.size());
                    runner.with("DELTAGLIDER_CACHE", directory.resolve("cache" + round).toString());
                    isForPeople(
                            runner.line(line),
                            line + " with damage to " + objects.relativize(file));
                }
                Files.write(file, sound);
                var _ = runner.line("rm s3://bkt/copy.bin");
            }
        }
    }

    @Test
    void amongFilesAndArguments() throws IOException {
        CommandRunner runner = runner("local");
        runner.with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        store(runner);
        runner.file("file", "no delta file");
        Files.createDirectories(runner.directory().resolve("folder/below"));
        runner.file("folder/below/file", "x");
        for (String line :
                List.of(
                        "cp nowhere s3://bkt/k",
                        "cp folder s3://bkt/k",
                        "cp s3://bkt/v1/app.bin file/below",
                        "cp s3://bkt/v1/app.bin folder/below/file/x",
                        "cp s3://bkt/v1/app.bin file/",
                        "cp s3://bkt/v1 folder/below --recursive --store file",
                        "cp s3://bkt/none x",
                        "cp s3://none/none x",
                        "cat s3://bkt/none",
                        "rm s3://none/none",
                        "sync nowhere s3://bkt/",
                        "delta encode nowhere -o x",
                        "delta encode folder -o x",
                        "delta encode file -o nowhere/x",
                        "delta encode file -o folder",
                        "delta encode file --ref nowhere -o x",
                        "delta decode nowhere -o x",
                        "delta decode file -o x",
                        "delta inspect nowhere",
                        "delta inspect folder",
                        "delta inspect file",
                        "analyze nowhere",
                        "demo nowhere",
                        "cp -x file",
                        "cp file",
                        "cp --concurrency many file s3://bkt/",
                        "cp --concurrency 99999999999 file s3://bkt/",
                        "cp --effort much file s3://bkt/",
                        "analyze --price nan file",
                        "analyze --sample 1.5 file",
                        "verify --sample x s3://bkt",
                        "--max-ratio NaN ls",
                        "--max-ratio 7 ls",
                        "ls --store /proc/nowhere",
                        "ls --store file",
                        "ls --store folder",
                        "mb s3://B_D",
                        "mb s3://bkt",
                        "rb s3://bkt",
                        "rb s3://none",
                        "stats none",
                        "purge none",
                        "doctor none",
                        "optimize s3://none",
                        "verify s3://bkt/none",
                        "presign s3://bkt/none",
                        "put-bucket-acl bkt --access-control-policy {x",
                        "put-bucket-acl bkt --access-control-policy file://nowhere",
                        "get-bucket-acl none",
                        "--ca-bundle nowhere ls --endpoint-url https://127.0.0.1:1",
                        "--ca-bundle file ls --endpoint-url https://127.0.0.1:1",
                        "man --output file")) {
            Result result = runner.line(line);
            isForPeople(result, line);
            assertThat(result.exitCode()).as(line).isNotZero();
        }
    }

    @Test
    void aSecureSchemeForAPlainServerIsToldWithWhatHelps() throws IOException {
        try (LocalS3Server server = LocalS3Server.inMemory()) {
            String endpoint = server.endpoint().toString().replace("http://", "https://");
            Result result =
                    runner("secure")
                            .with("AWS_ENDPOINT_URL", endpoint)
                            .with("AWS_ACCESS_KEY_ID", server.accessKey())
                            .with("AWS_SECRET_ACCESS_KEY", server.secretKey())
                            .line("ls");
            isForPeople(result, "ls " + endpoint);
            assertThat(result.exitCode()).isEqualTo(255);
            assertThat(result.err()).contains("does not speak TLS", "http://");
        }
    }
}

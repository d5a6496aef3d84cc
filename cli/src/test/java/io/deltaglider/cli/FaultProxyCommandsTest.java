package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.FaultProxy;
import io.deltaglider.store.testing.LocalS3Server;
import io.deltaglider.store.testing.WireFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Every command before a real server, with everything that can go wrong on the wire. Whatever happens: exit code 0 means that the result is
 * right, what was acknowledged is there, and no reference goes that is needed.
 */
class FaultProxyCommandsTest {
    private static final byte[] FIRST = Samples.noise(1, 90_000);
    private static final byte[] SECOND = Samples.nextVersion(FIRST, 2);
    private static final byte[] THIRD = Samples.nextVersion(FIRST, 3);

    /** All that makes an answer look like a success which is none. */
    private static final List<WireFault> FALSE_SUCCESSES =
            List.of(
                    WireFault.maintenancePage(),
                    WireFault.largeMaintenancePage(),
                    WireFault.emptyAnswer());

    @TempDir Path directory;

    private LocalS3Server server;
    private FaultProxy proxy;
    private CommandRunner direct;

    @BeforeEach
    void start() throws IOException {
        server = LocalS3Server.inMemory();
        proxy = new FaultProxy(server.endpoint());
        direct = runner("direct", server.endpoint().toString());
        direct.file("app-1.bin", FIRST);
        direct.file("app-2.bin", SECOND);
        direct.file("app-3.bin", THIRD);
        succeed(direct, "mb s3://bkt");
        succeed(direct, "cp app-1.bin s3://bkt/v1/app.bin");
        succeed(direct, "cp app-2.bin s3://bkt/v2/app.bin");
        succeed(direct, "cp app-3.bin s3://bkt/raw/app.bin --no-delta");
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    /** A caller with a folder and a cache of its own, who does not try again. */
    private CommandRunner runner(String name, String endpoint) throws IOException {
        return new CommandRunner(Files.createDirectories(directory.resolve(name)))
                .with("AWS_ENDPOINT_URL", endpoint)
                .with("AWS_ACCESS_KEY_ID", server.accessKey())
                .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
    }

    private CommandRunner fresh(String name) throws IOException {
        CommandRunner fresh = runner(name, proxy.endpoint().toString());
        fresh.file("app-1.bin", FIRST);
        fresh.file("app-2.bin", SECOND);
        fresh.file("app-3.bin", THIRD);
        return fresh;
    }

    private static void succeed(CommandRunner runner, String line) {
        Result result = runner.line(line);
        assertThat(result.exitCode()).as(line + ": " + result.err()).isZero();
    }

    private byte[] stored(String key) {
        return direct.line("cat s3://bkt/" + key).bytes();
    }

    private void nothingIsLost(String after) {
        assertThat(stored("v1/app.bin")).as(after).isEqualTo(FIRST);
        assertThat(stored("v2/app.bin")).as(after).isEqualTo(SECOND);
        assertThat(stored("raw/app.bin")).as(after).isEqualTo(THIRD);
    }

    @Test
    void aStrangersSuccessIsTakenForNone() throws IOException {
        int round = 0;
        for (WireFault fault : List.of(WireFault.maintenancePage(), WireFault.emptyAnswer())) {
            CommandRunner runner = fresh("stranger" + round++);
            proxy.fail(_ -> true, fault);
            for (String line :
                    List.of(
                            "ls s3://bkt/",
                            "ls -r s3://bkt/",
                            "cp app-2.bin s3://bkt/new.bin",
                            "cp app-2.bin s3://bkt/new.bin --no-delta",
                            "mv app-1.bin s3://bkt/new.bin",
                            "cp s3://bkt/v1/app.bin down.bin",
                            "cp s3://bkt/v1/app.bin s3://bkt/copy.bin",
                            "cp -r s3://bkt/ all",
                            "sync s3://bkt/ . --delete",
                            "sync . s3://bkt/up/",
                            "rm s3://bkt/v1/app.bin",
                            "rm -r s3://bkt/",
                            "cat s3://bkt/v1/app.bin",
                            "stats bkt",
                            "verify s3://bkt/v1/app.bin",
                            "verify -r s3://bkt/",
                            "optimize s3://bkt/",
                            "migrate s3://bkt/ s3://bkt/other/ --yes",
                            "analyze s3://bkt/",
                            "mb s3://more",
                            "rb s3://bkt",
                            "purge bkt --grace 0s --allow-short-grace")) {
                Result result = runner.line(line);
                assertThat(result.exitCode()).as(line + " with " + fault).isNotZero();
                assertThat(result.err()).as(line).isNotEmpty();
            }
            for (String name : List.of("app-1.bin", "app-2.bin", "app-3.bin")) {
                assertThat(runner.directory().resolve(name)).as(fault + " " + name).exists();
            }
            assertThat(runner.directory().resolve("down.bin")).doesNotExist();
            proxy.heal();
            nothingIsLost(fault.toString());
        }
    }

    /** Each request of each command by a stranger, the others by the store. */
    @Test
    void aStrangerAnswersOnce() throws IOException {
        List<String> lines =
                List.of(
                        "cp app-2.bin s3://bkt/new.bin",
                        "cp s3://bkt/v2/app.bin down.bin",
                        "cp s3://bkt/raw/app.bin down.bin",
                        "cp s3://bkt/v2/app.bin s3://bkt/new.bin",
                        "sync s3://bkt/v2/ tree --delete",
                        "cat s3://bkt/v2/app.bin",
                        "verify s3://bkt/v2/app.bin");
        int round = 0;
        for (String line : lines) {
            boolean failed = true;
            for (int n = 1; failed && n < 20; n++) {
                CommandRunner runner = fresh("once" + round++);
                runner.file("tree/other", "x");
                proxy.failNth(n, FALSE_SUCCESSES.get(n % FALSE_SUCCESSES.size()));
                Result result = runner.line(line);
                failed = proxy.faults() > 0;
                proxy.heal();
                check(line, runner, result);
            }
            nothingIsLost(line);
        }
    }

    /** What a command has done when it says that it has done it. */
    private void check(String line, CommandRunner runner, Result result) throws IOException {
        if (result.exitCode() != 0) {
            assertThat(result.err()).as(line).isNotEmpty();
            return;
        }
        Path down = runner.directory().resolve("down.bin");
        switch (line.split(" ", 2)[0]) {
            case "cat" -> assertThat(result.bytes()).as(line).isEqualTo(SECOND);
            case "sync" ->
                    assertThat(runner.directory().resolve("tree/app.bin"))
                            .as(line)
                            .hasBinaryContent(SECOND);
            case "cp" -> {
                if (line.endsWith("new.bin")) {
                    assertThat(stored("new.bin")).as(line).isEqualTo(SECOND);
                } else {
                    assertThat(Files.readAllBytes(down))
                            .as(line)
                            .isEqualTo(line.contains("raw/") ? THIRD : SECOND);
                }
            }
            default -> assertThat(result.err()).as(line).isEmpty();
        }
    }

    /** A bucket whose objects are asked one by one: a stranger's answer to any of the requests must not cost a reference. */
    @Test
    void noAnswerOfAStrangerMakesPurgeRemoveWhatIsNeeded() throws IOException {
        // By the store's clock all references are old enough, so that every run has to ask.
        proxy.dateAnswersLater(Duration.ofHours(1));
        String purge = "purge bkt --grace 10m --json";
        List<WireFault> faults = new ArrayList<>(FALSE_SUCCESSES);
        faults.add(WireFault.refusal(400, "InvalidRequest"));
        faults.add(new WireFault.Confused());
        faults.add(new WireFault.LoseAnswer());
        faults.add(new WireFault.EndBodyEarly(3));
        for (int n = 1; n < 2 * faults.size(); n++) {
            CommandRunner runner = fresh("purge" + n);
            proxy.failNth(n, faults.get(n % faults.size()));
            // A run that finds everything old enough, and another one that may delete.
            var _ = runner.line(purge);
            var _ = runner.line(purge);
            proxy.heal();
        }
        nothingIsLost("one wrong answer");
        for (WireFault fault : faults) {
            CommandRunner runner = fresh("all" + faults.indexOf(fault));
            proxy.fail(each -> each.path().contains("app.bin"), fault);
            Result result = runner.line(purge);
            assertThat(proxy.faults()).as(fault.toString()).isPositive();
            proxy.heal();
            assertThat(result.exitCode()).as(fault + ": " + result.out()).isEqualTo(1);
            assertThat(result.out())
                    .as(fault.toString())
                    .contains("\"references_retired\": 0", "\"references_deleted\": 0");
            nothingIsLost(fault.toString());
        }
        proxy.fail(exchange -> exchange.path().contains("app.bin"), faults.getFirst());
        Result told = fresh("told").line(purge);
        proxy.heal();
        assertThat(told.err()).contains("s3://bkt/raw/app.bin", "references are left alone");
        // Without a fault, the objects are asked, and say what they need.
        Result sound = fresh("sound").line(purge);
        assertThat(sound.exitCode()).as(sound.err()).isZero();
        assertThat(sound.out())
                .contains(
                        "\"objects_scanned\": 3",
                        "\"reference_count\": 1",
                        "\"references_retired\": 0");
    }

    /** Neither does a stranger's word make a bucket sound. */
    @Test
    void doctorDoesNotKnowWhatNoObjectHasSaid() throws IOException {
        for (WireFault fault :
                List.of(
                        WireFault.refusal(404, "NoSuchKey"),
                        WireFault.refusal(403, "AccessDenied"),
                        WireFault.emptyAnswer(),
                        new WireFault.Confused())) {
            CommandRunner runner = fresh("doctor" + fault.hashCode());
            assertThat(runner.line("doctor bkt").out()).contains("ok       references: ");
            proxy.fail(each -> each.path().endsWith("/v2/app.bin"), fault);
            Result result = runner.line("doctor bkt");
            proxy.heal();
            assertThat(result.exitCode()).as(fault + result.out()).isEqualTo(1);
            assertThat(result.out())
                    .as(fault.toString())
                    .contains("unknown  references: 1 object cannot be looked at", "v2/app.bin");
        }
    }

    @Test
    void byChanceNothingAcknowledgedIsLost() throws IOException {
        for (long seed = 1; seed <= 3; seed++) {
            CommandRunner runner = fresh("chance" + seed);
            Random random = new Random(seed);
            List<String> acknowledged = new ArrayList<>();
            proxy.failByChance(seed, 0.15);
            for (int step = 0; step < 5; step++) {
                String key = "s" + seed + "/" + step + ".bin";
                int which = random.nextInt(3);
                Optional<String> line =
                        switch (which) {
                            case 0 -> Optional.of("cp app-2.bin s3://bkt/" + key);
                            case 1 -> Optional.of("cp s3://bkt/v2/app.bin s3://bkt/" + key);
                            default -> Optional.empty();
                        };
                if (line.isPresent()) {
                    Result result = runner.line(line.get());
                    if (result.exitCode() == 0) {
                        acknowledged.add(key);
                    }
                } else {
                    Result result = runner.line("cp s3://bkt/v2/app.bin down.bin");
                    if (result.exitCode() == 0) {
                        assertThat(runner.directory().resolve("down.bin"))
                                .as("seed " + seed)
                                .hasBinaryContent(SECOND);
                    }
                }
                var _ = runner.line("purge bkt --grace 1h");
            }
            proxy.heal();
            proxy.deliverLate();
            for (String key : acknowledged) {
                assertThat(stored(key)).as("seed " + seed + ", " + key).isEqualTo(SECOND);
            }
            nothingIsLost("seed " + seed);
        }
    }
}

package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** An object that the embedded store cannot read says nothing of itself: it is not old, and not empty. */
class DamagedObjectsTest {
    @TempDir Path directory;

    private CommandRunner runner;
    private Path object;

    @BeforeEach
    void store() throws IOException {
        byte[] first = Samples.noise(1, 300_000);
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.file("1", first);
        runner.file("2", Samples.nextVersion(first, 2));
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        for (String version : new String[] {"1", "2"}) {
            Result result = runner.line("cp " + version + " s3://bkt/v" + version + "/app.bin");
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        object = directory.resolve("store/buckets/bkt/objects/v2/app.bin=");
    }

    private void damage(int length) throws IOException {
        byte[] bytes = Files.readAllBytes(object);
        Files.write(object, Arrays.copyOf(bytes, Math.min(length, bytes.length - 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000_000})
    void retentionDoesNotTakeItForOld(int length) throws IOException {
        damage(length);
        Result result = runner.line("rm -r s3://bkt --older-than 3d --dryrun");
        assertThat(result.out()).isEmpty();
        assertThat(runner.line("ls s3://bkt/v2/").out()).doesNotContain("1970", " 0 app");
    }

    /** What helps depends on whether the object is damaged or what it is made from. */
    @Test
    void damageToADeltaIsNotThatOfItsReference() throws IOException {
        byte[] sound = Files.readAllBytes(object);
        damage(1_000_000);
        Result ofDelta = runner.line("verify -r s3://bkt");
        assertThat(ofDelta.exitCode()).as(ofDelta.err()).isEqualTo(1);
        assertThat(ofDelta.out())
                .contains("damaged: s3://bkt/v2/app.bin (", "1 valid, 1 not")
                .doesNotContain("these objects need it");
        Files.write(object, sound);
        object = reference();
        damage(1_000_000);
        Result ofReference = runner.line("verify -r s3://bkt");
        assertThat(ofReference.exitCode()).isEqualTo(1);
        assertThat(ofReference.out())
                .contains(" is damaged; restore .deltaglider/refs/ from a backup, or put")
                .contains("these objects need it\n  s3://bkt/v1/app.bin\n  s3://bkt/v2/app.bin\n")
                .contains("0 valid, 2 not")
                .doesNotContain("put it again");
        // Putting the objects again does help.
        assertThat(runner.line("cp 1 s3://bkt/v1/app.bin").exitCode()).isZero();
        assertThat(runner.line("cp 2 s3://bkt/v2/app.bin").exitCode()).isZero();
        assertThat(runner.line("verify -r s3://bkt").out()).contains("2 valid, 0 not");
    }

    private Path reference() throws IOException {
        try (Stream<Path> files =
                Files.walk(directory.resolve("store/buckets/bkt/objects/%2edeltaglider/refs"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    /** What cannot be looked at or stored anew takes what it took. */
    @Test
    void optimizeCountsWhatItCouldNotDo() throws IOException {
        object = reference();
        damage(1_000_000);
        runner.with("DELTAGLIDER_CACHE", directory.resolve("cold").toString());
        Result result = runner.line("optimize s3://bkt --json");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("\"objects\": 2", "\"saved\": 0")
                .doesNotContain("\"stored_before\": 0", "\"stored_after\": 0");
    }
}

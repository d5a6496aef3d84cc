package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
}

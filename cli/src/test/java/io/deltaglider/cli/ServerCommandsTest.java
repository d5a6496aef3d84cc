package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;

/** The commands on an S3 server: how it is found, and what is said when it cannot be used. */
class ServerCommandsTest {
    @TempDir Path directory;

    private LocalS3Server server;
    private CommandRunner runner;

    @BeforeEach
    void start() throws IOException {
        server = LocalS3Server.inMemory();
        runner =
                new CommandRunner(directory)
                        .with("AWS_ENDPOINT_URL", server.endpoint().toString())
                        .with("AWS_ACCESS_KEY_ID", server.accessKey())
                        .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
        runner.file("a.txt", "hello");
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        assertThat(runner.line("cp a.txt s3://bkt/").exitCode()).isZero();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void versionsOnAServerAreDeltas() throws IOException {
        byte[] first = Samples.noise(1, 200_000);
        byte[] second = Samples.nextVersion(first, 2);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", second);
        assertThat(runner.line("cp app-1.bin s3://bkt/").exitCode()).isZero();
        assertThat(runner.line("cp app-2.bin s3://bkt/").exitCode()).isZero();
        assertThat(runner.line("cat s3://bkt/app-2.bin").bytes()).isEqualTo(second);
        assertThat(runner.line("verify s3://bkt/app-2.bin").exitCode()).isZero();
        long delta =
                server.client().headObject(r -> r.bucket("bkt").key("app-2.bin")).contentLength();
        assertThat(delta).isLessThan(20_000);
        assertThat(runner.line("ls s3://bkt/app-2").out()).contains("    200100 app-2.bin");
    }

    /** Exit codes of the AWS CLI, for failures that have nothing to do with arguments. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    wrong secret   | ls s3://bkt              | 254 | An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation
                    wrong secret   | cp a.txt s3://bkt/       | 1   | upload failed: ./a.txt to s3://bkt/a.txt An error occurred (SignatureDoesNotMatch)
                    wrong secret   | cp s3://bkt/a.txt b      | 1   | fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden
                    wrong secret   | mb s3://other            | 1   | make_bucket failed: s3://other An error occurred
                    wrong secret   | stats s3://bkt           | 254 | An error occurred (SignatureDoesNotMatch)
                    wrong secret   | verify s3://bkt/a.txt    | 1   | verify failed: s3://bkt/a.txt An error occurred (403)
                    no credentials | ls s3://bkt              | 253 | Unable to locate credentials
                    no credentials | cp a.txt s3://bkt/       | 1   | upload failed: ./a.txt to s3://bkt/a.txt Unable to locate credentials
                    no credentials | cp s3://bkt/a.txt b      | 1   | fatal error: Unable to locate credentials
                    no server      | ls s3://bkt              | 255 | Could not connect to the endpoint
                    no server      | cp a.txt s3://bkt/       | 1   | upload failed: ./a.txt to s3://bkt/a.txt Could not connect to the endpoint
                    no server      | cp s3://bkt/a.txt b      | 1   | fatal error: Could not connect to the endpoint
                    no host        | ls                       | 255 | there is no host named no-such-host.invalid
                    missing bucket | ls s3://none             | 254 | An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist
                    missing bucket | stats none               | 254 | (NoSuchBucket)
                    missing bucket | verify -r s3://none      | 254 | (NoSuchBucket)
                    missing bucket | cp -r s3://none out      | 1   | fatal error: An error occurred (NoSuchBucket)
                    missing key    | verify s3://bkt/none     | 1   | verify failed: s3://bkt/none An error occurred
                    missing key    | cat s3://bkt/none        | 1   | cat failed: s3://bkt/none An error occurred (NoSuchKey)
                    missing key    | cp s3://bkt/none x       | 1   | Key "none" does not exist
                    profile        | ls --profile nope        | 255 | The config profile (nope) could not be found
                    bad endpoint   | ls                       | 253 | Bad value for AWS_ENDPOINT_URL "nonsense"
                    bad ratio      | ls                       | 253 | Bad value for DG_MAX_RATIO "many"
                    bad level      | ls                       | 253 | Bad value for DG_LOG_LEVEL "loud"
                    usage          | ls --endpoint-url foo    | 252 | Bad value for --endpoint-url "foo"
                    usage          | ls --max-ratio 2         | 252 | Bad value for --max-ratio "2.0"
                    usage          | ls --max-ratio NaN       | 252 | is not a number
                    usage          | ls --max-ratio half      | 252 | --max-ratio
                    usage          | ls --region              | 252 | --region
                    usage          | ls --store x --endpoint-url http://h | 252 | exclude each other
                    usage          | ls a b                   | 252 | Unmatched argument
                    usage          | lss                      | 252 | did you mean
                    usage          | cp a.txt b.txt           | 252 | must begin with s3://
                    usage          | cp a.txt                 | 252 | PATH
                    usage          | cp --bogus a.txt s3://b/ | 252 | --bogus
                    usage          | cp - - -r                | 252 | must begin with s3://
                    usage          | cp - s3://bkt/x -r       | 252 | Streaming currently is only compatible with non-recursive cp commands
                    usage          | rm a.txt                 | 252 | does not begin with s3://
                    usage          | rb s3://bkt/x            | 252 | Please specify a valid bucket name only. E.g. s3://bkt
                    usage          | mb bkt                   | 252 | does not begin with s3://
                    usage          | cat s3://bkt             | 252 | cat needs a key
                    usage          | verify s3://             | 252 | names no bucket
                    usage          | verify s3://bkt --sample 0 | 252 | --sample
                    usage          | delta                    | 252 | encode, decode or inspect
                    no file        | cp none s3://bkt/        | 255 | The user-provided path none does not exist.
                    no bucket name | cp a.txt s3://           | 1   | a bucket's name is missing
                    no bucket name | mb s3://                 | 1   | make_bucket failed: s3://
                    """)
    void failuresAreToldWithTheRightExitCode(
            String circumstance, String command, int exitCode, String message) {
        switch (circumstance) {
            case "wrong secret" -> runner.with("AWS_SECRET_ACCESS_KEY", "wrong");
            case "no credentials" ->
                    // Without this, the provider chain would ask the network of the machine.
                    runner.with("AWS_SECRET_ACCESS_KEY", "")
                            .with("AWS_ACCESS_KEY_ID", "")
                            .with("AWS_PROFILE", "empty")
                            .with("AWS_CONFIG_FILE", emptyProfile());
            case "no server" -> runner.with("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
            case "no host" -> runner.with("AWS_ENDPOINT_URL", "http://no-such-host.invalid");
            case "bad endpoint" -> runner.with("AWS_ENDPOINT_URL", "nonsense");
            case "bad ratio" -> runner.with("DG_MAX_RATIO", "many");
            case "bad level" -> runner.with("DG_LOG_LEVEL", "loud");
            default -> {}
        }
        Result result = runner.line(command);
        assertThat(result.err()).contains(message);
        assertThat(result.err()).doesNotContain("Exception", "\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    private String emptyProfile() {
        try {
            return runner.file("config", "[profile empty]\nregion = us-east-1\n").toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noArgumentsIsWrongUsage() {
        Result result = runner.line("");
        assertThat(result.exitCode()).isEqualTo(252);
        assertThat(result.err()).contains("Usage: deltaglider COMMAND", "--help");
    }

    @Test
    void aProfileAskedForWinsOverKeysInTheEnvironment() throws IOException {
        runner.file(
                ".aws/credentials",
                "[good]\naws_access_key_id = "
                        + server.accessKey()
                        + "\naws_secret_access_key = "
                        + server.secretKey()
                        + "\n[bad]\naws_access_key_id = x\naws_secret_access_key = y\n");
        assertThat(runner.line("ls --profile bad").exitCode()).isEqualTo(254);
        runner.with("AWS_SECRET_ACCESS_KEY", "wrong");
        assertThat(runner.line("ls --profile good").exitCode()).isZero();
        // A profile that is only in the environment does not.
        assertThat(runner.with("AWS_PROFILE", "good").line("ls").exitCode()).isEqualTo(254);
    }

    @Test
    void aProfileMayNameTheServer() throws IOException {
        runner.file(
                ".aws/config",
                "[profile local]\nendpoint_url = " + server.endpoint() + "\nregion = eu-west-1\n");
        Result result = runner.with("AWS_ENDPOINT_URL", "").line("ls --profile local");
        assertThat(result.exitCode()).as("credentials are in no profile").isEqualTo(253);
        result = runner.with("AWS_PROFILE", "local").line("ls s3://bkt");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).endsWith(" a.txt\n");
    }

    @Test
    void optionsWinOverVariables() {
        runner.with("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
                .with("DELTAGLIDER_STORE", "elsewhere");
        Result result =
                runner.run("ls", "s3://bkt", "--endpoint-url", server.endpoint().toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).endsWith(" a.txt\n");
        // Options may also come before the command.
        assertThat(runner.run("--endpoint-url", server.endpoint().toString(), "ls").exitCode())
                .isZero();
    }

    @Test
    void theServiceSpecificVariableWins() {
        runner.with("AWS_ENDPOINT_URL_S3", server.endpoint().toString())
                .with("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        assertThat(runner.line("ls").exitCode()).isZero();
    }

    @Test
    void debugShowsWhereAnErrorComesFrom() {
        Result result = runner.line("ls s3://none --debug");
        assertThat(result.exitCode()).isEqualTo(254);
        assertThat(result.err()).contains("(NoSuchBucket)", "\tat io.deltaglider");
    }

    @Test
    void helpIsAResult() {
        Result result = runner.line("cp --help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Usage: deltaglider cp", "--recursive", "--endpoint-url");
        assertThat(runner.line("--version").out()).startsWith("deltaglider ");
    }
}

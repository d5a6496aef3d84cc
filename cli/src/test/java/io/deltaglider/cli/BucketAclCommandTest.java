package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

class BucketAclCommandTest {
    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";

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
        runner.line("mb s3://bkt");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Result ok(String... arguments) {
        Result result = runner.run(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    @Test
    void whatIsPutIsPrintedAndCanBePutBack() throws IOException {
        String closed = ok("get-bucket-acl", "bkt").out();
        assertThat(closed)
                .contains("\"Owner\": {", "\"Permission\": \"FULL_CONTROL\"")
                .doesNotContain(ALL_USERS);
        ok("put-bucket-acl", "s3://bkt/", "--acl", "public-read");
        String open = ok("get-bucket-acl", "s3://bkt").out();
        assertThat(open).contains("\"URI\": \"" + ALL_USERS + "\"", "\"Permission\": \"READ\"");
        ok("put-bucket-acl", "bkt", "--access-control-policy", closed);
        assertThat(ok("get-bucket-acl", "bkt").out()).isEqualTo(closed);
        runner.file("acl.json", open);
        ok("put-bucket-acl", "bkt", "--access-control-policy", "file://acl.json");
        assertThat(ok("get-bucket-acl", "bkt").out()).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "put-bucket-acl bkt",
                "put-bucket-acl bkt --acl open",
                "put-bucket-acl bkt --acl private --grant-read id=x",
                "put-bucket-acl bkt --access-control-policy nonsense",
                "put-bucket-acl bkt --access-control-policy {}",
                "put-bucket-acl s3://bkt/key --acl private",
                "get-bucket-acl s3://",
            })
    void whatMakesNoSenseIsRefused(String command) {
        assertThat(runner.line(command).exitCode()).isEqualTo(252);
    }

    @Test
    void aBucketThatIsNotThereIsTold() {
        Result result = runner.line("get-bucket-acl none");
        assertThat(result.exitCode()).isEqualTo(254);
        assertThat(result.err()).contains("(NoSuchBucket) when calling the GetBucketAcl operation");
    }
}

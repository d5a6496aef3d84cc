package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

import io.deltaglider.cli.logging.LogSetup;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** With everything logged that there is, by all libraries, real requests leave no secret in the log. */
class SecretsInLogsTest {
    private static final String LEVEL = "deltaglider.log.level";
    private static final String TOKEN = "FwoGZXIvYXdzEBYaDsessiontoken0123456789";
    private static final String CUSTOMER_KEY = "0123456789abcdefCUSTOMERKEY01234";

    @TempDir Path directory;

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private LocalS3Server server;
    private CommandRunner runner;

    @BeforeEach
    void logEverything() throws IOException {
        server = LocalS3Server.inMemory();
        runner =
                new CommandRunner(directory)
                        .with("AWS_ENDPOINT_URL", server.endpoint().toString())
                        .with("AWS_ACCESS_KEY_ID", server.accessKey())
                        .with("AWS_SECRET_ACCESS_KEY", server.secretKey())
                        .with("AWS_SESSION_TOKEN", TOKEN);
        System.setProperty(LEVEL, "TRACE");
        configure();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void logAsBefore() {
        System.setErr(err);
        System.clearProperty(LEVEL);
        configure();
        server.close();
    }

    private void configure() {
        context.reset();
        LogSetup setup = new LogSetup();
        setup.setContext(context);
        setup.configure(context);
        // The server in this process is not what is tested.
        context.getLogger("org.gaul").setLevel(Level.WARN);
    }

    @Test
    void noSecretIsLoggedAtAnyLevel() throws IOException {
        runner.line("mb s3://bkt");
        runner.file("a.bin", Samples.noise(1, 100_000));
        runner.file("key", CUSTOMER_KEY);
        runner.line("cp a.bin s3://bkt/");
        runner.line("ls s3://bkt/");
        runner.line("cp a.bin s3://bkt/secret --sse-c AES256 --sse-c-key fileb://key");
        String url = runner.line("presign s3://bkt/a.bin").out();
        LoggerFactory.getLogger("some.library").debug("GET {}", url);
        LoggerFactory.getLogger("some.library")
                .debug("{\"SessionToken\" : \"{}\"}", TOKEN, new IOException("at " + url));
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("software.amazon.awssdk", "some.library");
        String base64 =
                Base64.getEncoder().encodeToString(CUSTOMER_KEY.getBytes(StandardCharsets.UTF_8));
        for (String secret :
                List.of(
                        TOKEN,
                        server.secretKey(),
                        CUSTOMER_KEY,
                        base64,
                        "AWS4-HMAC-SHA256 Credential")) {
            assertThat(text.lines().filter(each -> each.contains(secret))).as(secret).isEmpty();
        }
        assertThat(text).doesNotContainPattern("(?i)signature=[0-9a-f]{16}");
    }
}

package io.deltaglider.engine.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.object.S3Errors;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;

class ReasonTest {
    @Test
    void theFileSystemsExceptionsAreToldAsTheSystemWould() {
        assertThat(Reason.of(new NoSuchFileException("/a/b")))
                .isEqualTo("No such file or directory: '/a/b'");
        assertThat(Reason.of(new AccessDeniedException("/a/b")))
                .isEqualTo("Permission denied: '/a/b'");
        assertThat(Reason.of(new FileSystemException("/a/b", null, "No space left on device")))
                .isEqualTo("No space left on device: '/a/b'");
        assertThat(Reason.of(new FileSystemException("/a/b")))
                .isEqualTo("The file system failed: '/a/b'");
    }

    @Test
    void whatWrapsAnotherSaysWhatThatSays() {
        NoSuchFileException missing = new NoSuchFileException("/a");
        String said = "No such file or directory: '/a'";
        assertThat(Reason.of(new UncheckedIOException(missing))).isEqualTo(said);
        assertThat(Reason.of(new ExecutionException(new IllegalStateException(missing))))
                .isEqualTo(said);
        assertThat(Reason.of(new IOException("cannot read: " + missing.getMessage(), missing)))
                .isEqualTo("cannot read: " + said);
        assertThat(Reason.of(new IOException("cannot read: " + missing, missing)))
                .isEqualTo("cannot read: " + said);
    }

    @Test
    void whatTheSdkAppendsIsLeftOut() {
        S3Exception damaged = S3Errors.error(500, "ObjectDamaged", "it is damaged");
        assertThat(damaged.getMessage()).contains("Request ID");
        assertThat(Reason.of(damaged)).isEqualTo("it is damaged");
        assertThat(Reason.of(new IOException(damaged.getMessage(), damaged)))
                .isEqualTo("it is damaged");
        assertThat(Reason.of(new IOException("not read: " + damaged.getMessage())))
                .isEqualTo("not read: it is damaged");
        assertThat(Reason.of(S3Exception.builder().statusCode(503).build()))
                .isEqualTo("the server answered with 503 (Service Unavailable)");
        assertThat(Reason.of(S3Errors.error(500, "InternalError", "")))
                .isEqualTo("the server answered with 500 (Internal Server Error): InternalError");
        assertThat(
                        Reason.of(
                                SdkClientException.create(
                                        "Unable to execute HTTP request: reset (SDK Attempt Count:"
                                                + " 3)")))
                .isEqualTo("the connection to the server failed: reset");
    }

    @Test
    void classesAreNotNamedAndNamesOfFilesAreLeftAlone() {
        assertThat(Reason.of(new IOException("java.lang.IllegalStateException: it is closed")))
                .isEqualTo("it is closed");
        assertThat(Reason.of(new NullPointerException("Cannot invoke \"a.b()\"")))
                .isEqualTo("an internal error; --debug shows where");
        assertThat(Reason.of(new IllegalStateException()))
                .isEqualTo("an internal error; --debug shows where");
        assertThat(Reason.of(new EOFException())).isEqualTo("it ends too early");
        assertThat(Reason.of(new NoSuchFileException("logs/java.lang.OutOfMemoryError")))
                .isEqualTo("No such file or directory: 'logs/java.lang.OutOfMemoryError'");
    }
}

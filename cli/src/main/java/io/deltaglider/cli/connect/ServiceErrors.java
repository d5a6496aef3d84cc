package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Failures of the service, the network and the disk, in words for people and as exit codes. */
public final class ServiceErrors {
    /** What usually helps. */
    private static final Map<String, String> ADVICE =
            Map.of(
                    "NoSuchBucket", "\"deltaglider mb\" makes a bucket",
                    "SignatureDoesNotMatch", "is AWS_SECRET_ACCESS_KEY right?",
                    "InvalidAccessKeyId", "is AWS_ACCESS_KEY_ID right, and meant for this server?",
                    "AccessDenied", "these credentials lack the permission",
                    "BucketNotEmpty", "\"deltaglider rb --force\" removes its objects first",
                    "RequestTimeTooSkewed", "is this machine's clock right?");

    private ServiceErrors() {}

    /** The exit code of a command that ends with this. */
    public static int exitCode(Throwable failure) {
        return switch (failure) {
            case CommandException e -> e.exitCode();
            case AwsServiceException _ -> ExitCode.SERVICE;
            case SdkClientException e when lacksCredentials(e) -> ExitCode.CONFIGURATION;
            default -> ExitCode.GENERAL;
        };
    }

    /** Ends a command with what became of one request. */
    public static CommandException toCommandException(SdkException failure, String operation) {
        return new CommandException(exitCode(failure), describe(failure, operation), failure);
    }

    /** As below, for failures that no single request stands for. */
    public static String describe(Throwable failure) {
        return describe(failure, Optional.empty());
    }

    /** What failed and why, in one line or few; {@code operation} is the S3 operation's name. */
    public static String describe(Throwable failure, String operation) {
        return describe(failure, Optional.of(operation));
    }

    private static String describe(Throwable failure, Optional<String> operation) {
        return switch (failure) {
            case CommandException e -> e.getMessage();
            case AwsServiceException e -> service(e, operation);
            case SdkClientException e -> client(e);
            case SdkException e -> message(e);
            case UncheckedIOException e -> disk(Objects.requireNonNull(e.getCause()));
            case IOException e -> disk(e);
            default -> {
                String message = failure.getMessage();
                yield message == null ? failure.getClass().getSimpleName() : message;
            }
        };
    }

    private static String service(AwsServiceException e, Optional<String> operation) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String text = details == null ? null : details.errorMessage();
        if (code == null || code.isEmpty()) {
            code = String.valueOf(e.statusCode());
        }
        if (text == null || text.isEmpty()) {
            // HEAD answers have no body to say more.
            text =
                    switch (e.statusCode()) {
                        case 403 -> "Forbidden";
                        case 404 -> "Not Found";
                        default -> message(e);
                    };
        }
        return "An error occurred ("
                + code
                + ")"
                + operation.map(name -> " when calling the " + name + " operation").orElse("")
                + ": "
                + advised(text, ADVICE.get(code));
    }

    private static String advised(String text, @Nullable String advice) {
        if (advice == null) {
            return text;
        }
        return (text.endsWith(".") ? text.substring(0, text.length() - 1) : text) + "; " + advice;
    }

    private static String client(SdkClientException e) {
        if (lacksCredentials(e)) {
            return "Unable to locate credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
                    + " or run \"aws configure\"; to keep objects in a local folder use --store"
                    + " DIR";
        }
        if (String.valueOf(e.getMessage()).contains("Bucket cannot be empty")) {
            return "a bucket's name is missing after s3://";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException host -> {
                    return "Could not connect to the endpoint: there is no host named "
                            + host.getMessage();
                }
                case SocketTimeoutException timeout -> {
                    return "Could not get an answer from the endpoint: " + message(timeout);
                }
                case ConnectException refused -> {
                    return "Could not connect to the endpoint: " + message(refused);
                }
                default -> {}
            }
        }
        return message(e);
    }

    private static boolean lacksCredentials(SdkClientException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Unable to load credentials")
                || message.contains("contained no credentials");
    }

    /** Without what the SDK appends for its own developers: retries, request ids, service names. */
    private static String message(Throwable e) {
        String message = String.valueOf(e.getMessage());
        int aside = message.indexOf(" (Service: ");
        if (aside < 0) {
            aside = message.indexOf(" (SDK Attempt Count");
        }
        return aside < 0 ? message : message.substring(0, aside);
    }

    private static String disk(IOException e) {
        String file = e instanceof FileSystemException f ? String.valueOf(f.getFile()) : "";
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory: '" + file + "'";
            case AccessDeniedException _ -> "Permission denied: '" + file + "'";
            case NotDirectoryException _ -> "Not a directory: '" + file + "'";
            case DirectoryNotEmptyException _ -> "Is a directory: '" + file + "'";
            case FileSystemException f ->
                    (f.getReason() == null ? message(f) : f.getReason()) + ": '" + file + "'";
            default -> message(e);
        };
    }
}

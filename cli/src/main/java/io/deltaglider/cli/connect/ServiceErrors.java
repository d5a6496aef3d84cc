package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.engine.failure.Reason;

import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

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

    private static final String SPEAKS_TLS = "; if it speaks TLS, its URL begins with https://";

    /** What servers of TLS answer to a request without. */
    private static final Pattern PLAIN_TO_TLS =
            Pattern.compile("(?i)plain http request was sent to https|http request to an https");

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
            default -> Reason.of(failure);
        };
    }

    private static String service(AwsServiceException e, Optional<String> operation) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String text = details == null ? null : details.errorMessage();
        if (code == null || code.isEmpty()) {
            if (saysThatItSpeaksTls(e, details)) {
                return "The endpoint expects TLS: its URL begins with https://";
            }
            code = String.valueOf(e.statusCode());
        }
        if (text == null || text.isEmpty()) {
            // HEAD answers have no body to say more.
            text =
                    switch (e.statusCode()) {
                        case 403 -> "Forbidden";
                        case 404 -> "Not Found";
                        default -> Reason.of(e);
                    };
        }
        return "An error occurred ("
                + code
                + ")"
                + operation.map(name -> " when calling the " + name + " operation").orElse("")
                + ": "
                + advised(text, ADVICE.get(code));
    }

    private static boolean saysThatItSpeaksTls(
            AwsServiceException e, @Nullable AwsErrorDetails details) {
        SdkBytes body = details == null ? null : details.rawResponse();
        return e.statusCode() == 400
                && body != null
                && PLAIN_TO_TLS
                        .matcher(new String(body.asByteArrayUnsafe(), StandardCharsets.UTF_8))
                        .find();
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
                    return "Could not get an answer from the endpoint: " + Reason.of(timeout);
                }
                case SSLException tls -> {
                    return tls(tls);
                }
                case NoHttpResponseException silent -> {
                    return "Could not get an answer from the endpoint: "
                            + Reason.of(silent)
                            + SPEAKS_TLS;
                }
                case HttpException other -> {
                    return "The endpoint does not answer in HTTP: " + Reason.of(other) + SPEAKS_TLS;
                }
                case ConnectException refused -> {
                    return "Could not connect to the endpoint: " + Reason.of(refused);
                }
                default -> {}
            }
        }
        return Reason.of(e);
    }

    /** What goes wrong before the first request is sent, with what to do about it. */
    private static String tls(SSLException e) {
        String message = Reason.of(e);
        if (message.contains("Unsupported or unrecognized SSL message")
                || message.contains("plaintext connection")) {
            return "Could not connect to the endpoint: it does not speak TLS; if it is a plain HTTP"
                    + " server, its URL begins with http://";
        }
        String why = "Could not connect to the endpoint: its certificate ";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException
                    || String.valueOf(cause.getMessage()).contains("unable to find valid")) {
                return why
                        + "is signed by nobody that is trusted here; --ca-bundle FILE says whom to"
                        + " trust, --no-verify-ssl trusts anybody";
            }
            if (cause instanceof CertificateExpiredException) {
                return why + "has expired: " + Reason.of(cause);
            }
        }
        return e instanceof SSLPeerUnverifiedException
                ? why + "is one of another host: " + message
                : "Could not connect to the endpoint with TLS: " + message;
    }

    private static boolean lacksCredentials(SdkClientException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Unable to load credentials")
                || message.contains("contained no credentials");
    }
}

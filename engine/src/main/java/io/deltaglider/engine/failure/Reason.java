package io.deltaglider.engine.failure;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

import java.io.EOFException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why something failed, in words for people: no names of classes, no ids of requests, nothing that a library says to those who program with it. All that is shown
 * or logged as a warning goes through here; {@code --debug} shows the exceptions themselves.
 */
public final class Reason {
    /** What the SDK appends, or says alone where it knows nothing else. */
    private static final Pattern ASIDE =
            Pattern.compile(
                    " ?\\((?:Service: [^()]*(?:\\([^()]*\\)[^()]*)*|SDK Attempt Count: \\d+|SDK"
                            + " Diagnostics: [^()]*)\\)|^(?:Service: \\w+, )?Status Code: \\d+.*$");

    /** A class before its message, as {@link Throwable#toString} puts it, or instead of a message. */
    private static final Pattern CLASS =
            Pattern.compile(
                    "(?<=^|: |; )(?:java|javax|jdk|sun|com|org|software|io)(?:\\.[a-z_]\\w*)+"
                            + "\\.[A-Z][\\w$]*(?:Exception|Error)(?:: |(?=$|; ))");

    /** What the SDK says, and what it means. */
    private static final Map<String, String> IN_OTHER_WORDS =
            Map.of(
                    "Could not parse XML response.",
                    "the answer is not the XML that S3 servers send, or breaks off; check the"
                            + " endpoint and try again",
                    "Unable to execute HTTP request",
                    "the connection to the server failed",
                    "Unable to unmarshall response",
                    "the server's answer cannot be read");

    /** A fault of this program, whose message means nothing to whom it happens. */
    private static final String INTERNAL = "an internal error; --debug shows where";

    private static final int DEEPEST = 20;

    private Reason() {}

    /** In one line as a rule; not empty. */
    public static String of(Throwable failure) {
        return of(failure, DEEPEST);
    }

    private static String of(Throwable failure, int depth) {
        return switch (failure) {
            case AwsServiceException e -> ofService(e);
            case NoSuchFileException e -> "No such file or directory: " + file(e);
            case AccessDeniedException e -> "Permission denied: " + file(e);
            case NotDirectoryException e -> "Not a directory: " + file(e);
            case DirectoryNotEmptyException e -> "Directory not empty: " + file(e);
            case FileAlreadyExistsException e -> "File exists: " + file(e);
            case FileSystemException e when e.getReason() != null ->
                    e.getFile() == null ? e.getReason() : e.getReason() + ": " + file(e);
            case FileSystemException e -> "The file system failed: " + file(e);
            case AbortedException _, ClosedByInterruptException _, InterruptedException _ ->
                    "interrupted";
            case OutOfMemoryError _ -> "there is not enough memory; allow a larger heap (-Xmx)";
            case StackOverflowError _ -> "it is nested too deeply";
            case NullPointerException _,
                    IndexOutOfBoundsException _,
                    ClassCastException _,
                    ArithmeticException _,
                    NegativeArraySizeException _ ->
                    INTERNAL;
            default -> ofMessage(failure, depth);
        };
    }

    private static String file(FileSystemException e) {
        return e.getFile() == null
                ? "a file"
                : e.getOtherFile() == null
                        ? "'" + e.getFile() + "'"
                        : "'" + e.getFile() + "' to '" + e.getOtherFile() + "'";
    }

    private static String ofService(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String text = details == null ? null : details.errorMessage();
        if (text == null || text.isBlank()) {
            text = e.awsErrorDetails() == null ? e.getMessage() : null;
        }
        text = text == null ? "" : plain(text);
        if (text.isEmpty() || text.equals("null")) {
            String code = details == null ? null : details.errorCode();
            String status = e.statusCode() == 0 ? "an error" : ofStatus(e.statusCode());
            return "the server answered with "
                    + status
                    + (code == null || code.isBlank() || code.equals(String.valueOf(e.statusCode()))
                            ? ""
                            : ": " + code);
        }
        return text;
    }

    /** What a status means where nothing else is said; HEAD answers never say more. */
    private static String ofStatus(int status) {
        String meaning =
                switch (status) {
                    case 301, 307 -> "the bucket is elsewhere";
                    case 400 -> "Bad Request";
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    case 409 -> "Conflict";
                    case 412 -> "Precondition Failed";
                    case 429 -> "Too Many Requests";
                    case 500 -> "Internal Server Error";
                    case 501 -> "Not Implemented";
                    case 502 -> "Bad Gateway";
                    case 503 -> "Service Unavailable";
                    case 504 -> "Gateway Timeout";
                    default -> "";
                };
        return meaning.isEmpty() ? "status " + status : status + " (" + meaning + ")";
    }

    /** A message that is or ends with that of its cause has the cause's words there. */
    private static String ofMessage(Throwable failure, int depth) {
        String message = ownMessage(failure);
        @Nullable Throwable cause = failure.getCause();
        if (cause != null && depth > 0) {
            String said = of(cause, depth - 1);
            if (message == null) {
                return said;
            }
            String technical = cause.toString();
            @Nullable String bare = cause.getMessage();
            if (message.endsWith(technical)) {
                return plain(message.substring(0, message.length() - technical.length())) + said;
            }
            if (bare != null && !bare.isBlank() && message.endsWith(bare)) {
                return plain(message.substring(0, message.length() - bare.length())) + said;
            }
        }
        return message == null ? withoutMessage(failure) : plain(message);
    }

    private static @Nullable String ownMessage(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank() || message.equals("null") ? null : message;
    }

    private static String withoutMessage(Throwable failure) {
        return switch (failure) {
            case EOFException _ -> "it ends too early";
            case ClosedChannelException _ -> "the connection or file was closed";
            case ApiCallTimeoutException _ -> "it took too long";
            default -> INTERNAL;
        };
    }

    /** A message without what only programmers can use. */
    private static String plain(String message) {
        String text = ASIDE.matcher(message).replaceAll("");
        for (Map.Entry<String, String> each : IN_OTHER_WORDS.entrySet()) {
            text = text.replace(each.getKey(), each.getValue());
        }
        Matcher named = CLASS.matcher(text);
        if (named.find()) {
            text = named.replaceAll("").strip();
            return text.isEmpty() ? INTERNAL : text;
        }
        return text;
    }
}

package io.deltaglider.cli.shell;

/** The exit codes of the AWS CLI, which scripts rely on. */
public final class ExitCode {
    public static final int OK = 0;

    /** Some transfer failed, nothing was found by {@code ls}, or an object is damaged. */
    public static final int FAILED = 1;

    /** Nothing failed, but some files were skipped. */
    public static final int SKIPPED = 2;

    /** Nobody reads the output any more: what a shell says of a process that a closed pipe has ended, 128 and SIGPIPE. */
    public static final int PIPE_CLOSED = 141;

    /** The command line makes no sense. */
    public static final int USAGE = 252;

    /** Credentials, region or an environment variable are missing or wrong. */
    public static final int CONFIGURATION = 253;

    /** The service answered with an error. */
    public static final int SERVICE = 254;

    /** Anything else. */
    public static final int GENERAL = 255;

    private ExitCode() {}
}

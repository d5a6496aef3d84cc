package io.deltaglider.cli.shell;

/** Ends a command with a message for people and an exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }

    public static CommandException general(String message) {
        return new CommandException(ExitCode.GENERAL, message);
    }

    public int exitCode() {
        return exitCode;
    }

    /** Never absent, unlike what {@link Throwable} promises. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

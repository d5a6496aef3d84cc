package io.deltaglider.cli.command;

/** The version from the jar's manifest. Needs no other class, so that it is there at once. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** One line: this program's version, and Java's. */
    public static String line() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return "deltaglider "
                + (version == null ? "(development)" : version)
                + " Java/"
                + Runtime.version().feature();
    }
}

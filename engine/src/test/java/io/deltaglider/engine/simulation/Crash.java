package io.deltaglider.engine.simulation;

/** The end of a process in the middle of its work. An error, so that nothing handles it as a failure. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("killed", null, false, false);
    }
}

package io.deltaglider.engine.doctor;

/**
 * What one check found.
 *
 * @param check its short name
 * @param found one sentence
 * @param remedy what to do about it; empty when there is nothing to do
 */
public record Finding(String check, Level level, String found, String remedy) {
    /** How much it matters. */
    public enum Level {
        OK,
        /** Works, and could be better. */
        ADVICE,
        /** Could not be found out. */
        UNKNOWN,
        /** Objects can get lost, or operations will fail. */
        PROBLEM
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, "");
    }

    static Finding advice(String check, String found, String remedy) {
        return new Finding(check, Level.ADVICE, found, remedy);
    }

    static Finding unknown(String check, String found, String remedy) {
        return new Finding(check, Level.UNKNOWN, found, remedy);
    }

    static Finding problem(String check, String found, String remedy) {
        return new Finding(check, Level.PROBLEM, found, remedy);
    }
}

package io.deltaglider.engine.doctor;

import java.util.List;

/**
 * What one check found.
 *
 * @param check its short name
 * @param found one sentence
 * @param remedy what to do about it; empty when there is nothing to do
 * @param objects keys of the objects that it is about, where it is about some
 */
public record Finding(
        String check, Level level, String found, String remedy, List<String> objects) {
    public Finding {
        objects = List.copyOf(objects);
    }

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
        return new Finding(check, Level.OK, found, "", List.of());
    }

    static Finding advice(String check, String found, String remedy) {
        return new Finding(check, Level.ADVICE, found, remedy, List.of());
    }

    static Finding unknown(String check, String found, String remedy) {
        return new Finding(check, Level.UNKNOWN, found, remedy, List.of());
    }

    static Finding problem(String check, String found, String remedy) {
        return new Finding(check, Level.PROBLEM, found, remedy, List.of());
    }

    Finding about(List<String> keys) {
        return new Finding(check, level, found, remedy, keys);
    }
}

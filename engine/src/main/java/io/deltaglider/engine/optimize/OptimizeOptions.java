package io.deltaglider.engine.optimize;

/**
 * How to optimize.
 *
 * @param dryRun to find out what it would save, and write nothing
 * @param pack whether references that stand alone are packed: smaller, and slower to read
 * @param dropVersions whether, in a versioned bucket, the version that is replaced may be deleted
 */
public record OptimizeOptions(boolean dryRun, boolean pack, boolean dropVersions) {
    public static OptimizeOptions defaults() {
        return new OptimizeOptions(false, false, false);
    }

    public OptimizeOptions withDryRun(boolean on) {
        return new OptimizeOptions(on, pack, dropVersions);
    }

    public OptimizeOptions withPack(boolean on) {
        return new OptimizeOptions(dryRun, on, dropVersions);
    }

    public OptimizeOptions withDropVersions(boolean on) {
        return new OptimizeOptions(dryRun, pack, on);
    }
}

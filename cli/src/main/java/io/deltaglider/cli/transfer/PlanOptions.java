package io.deltaglider.cli.transfer;

/**
 * What a plan takes in, and how.
 *
 * @param filter which files and objects
 * @param followLinks whether local symbolic links are followed
 * @param move whether sources are removed once they have arrived
 * @param archived what happens with objects that lie in an archive and cannot be read at once
 * @param requests what look-ups are made with
 */
public record PlanOptions(
        PathFilter filter,
        boolean followLinks,
        boolean move,
        Archived archived,
        RequestTemplates requests) {

    /** Everything, copied. */
    public static final PlanOptions PLAIN =
            new PlanOptions(PathFilter.ALL, true, false, Archived.WARN, RequestTemplates.PLAIN);

    /** Objects in Glacier that nobody has restored. */
    public enum Archived {
        /** Left out with a warning. */
        WARN,
        /** Left out in silence. */
        IGNORE,
        /** Tried all the same. */
        TRY
    }
}

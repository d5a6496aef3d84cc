package io.deltaglider.engine.capability;

/**
 * What one bucket's store makes of conditions.
 *
 * @param createOnly PUT with {@code If-None-Match: *}
 * @param compareAndSwap PUT with {@code If-Match} and the ETag without quotes, which is how the engine sends it
 * @param compareAndDelete DELETE with {@code If-Match}
 */
public record StoreCapabilities(
        Support createOnly, Support compareAndSwap, Support compareAndDelete) {

    /** Whether what is stored may be replaced in place. */
    public boolean mayRewriteInPlace() {
        return compareAndSwap == Support.EXACT;
    }
}

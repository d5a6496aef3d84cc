package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One of the backend's LIST operations, with the client's request behind it.
 *
 * @param <P> a place to go on from
 * @param <T> what is listed
 */
interface ListingBackend<P, T> {
    /**
     * A page as the backend gave it.
     *
     * @param entries in any order
     * @param next where the next page begins, null if this is the last one
     */
    record Fetched<P, T>(List<Entry<T>> entries, @Nullable P next) {}

    /** Sends one request, which is the client's but for these; a null prefix or delimiter is none. */
    Fetched<P, T> fetch(@Nullable String prefix, @Nullable String delimiter, P position, int limit);

    /** The place after everything that is stored under the key. */
    P after(String key);

    /** The key after which the place is, null if it is the beginning or not known. */
    @Nullable String keyOf(P position);
}

package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

/**
 * One line of a listing.
 *
 * @param name the key, or for a group the prefix that its keys have in common
 * @param item what stands under the key, null for a group
 */
record Entry<T>(String name, @Nullable T item) {
    static <T> Entry<T> group(String prefix) {
        return new Entry<>(prefix, null);
    }
}

package io.deltaglider.cli.transfer;

import io.deltaglider.cli.shell.CommandException;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;

/** The entries of one side that take part in a comparison. Refuses to go on when they do not come in order: what is missing could not be told then. */
final class Selected<T> implements Iterator<SyncEntry> {
    private final Iterator<T> all;
    private final Predicate<T> wanted;
    private final Function<T, SyncEntry> entry;
    private final String place;
    private @Nullable SyncEntry next;

    Selected(Iterator<T> all, Predicate<T> wanted, Function<T, SyncEntry> entry, String place) {
        this.all = all;
        this.wanted = wanted;
        this.entry = entry;
        this.place = place;
        advance();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public SyncEntry next() {
        SyncEntry current = next;
        if (current == null) {
            throw new NoSuchElementException();
        }
        advance();
        return current;
    }

    private void advance() {
        SyncEntry last = next;
        next = null;
        while (next == null && all.hasNext()) {
            T element = all.next();
            if (wanted.test(element)) {
                next = entry.apply(element);
            }
        }
        if (last != null
                && next != null
                && KeyOrder.compare(last.relative(), next.relative()) >= 0) {
            throw CommandException.general(
                    place
                            + " does not list its keys in order (\""
                            + last.relative()
                            + "\" before \""
                            + next.relative()
                            + "\"), so sync cannot tell what is missing; cp --recursive works");
        }
    }
}

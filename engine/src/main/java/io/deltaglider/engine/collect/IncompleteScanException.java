package io.deltaglider.engine.collect;

import java.io.IOException;
import java.util.List;

/** Not every object has said which reference it needs, so nothing is known of any reference. */
final class IncompleteScanException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> objects;

    /** @param objects what is to be said of each of them */
    IncompleteScanException(List<String> objects) {
        super(objects.size() + " objects do not say what they need");
        this.objects = List.copyOf(objects);
    }

    List<String> objects() {
        return objects;
    }
}

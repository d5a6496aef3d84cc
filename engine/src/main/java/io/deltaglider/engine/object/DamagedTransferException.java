package io.deltaglider.engine.object;

import java.io.IOException;
import java.util.Optional;

/**
 * What arrived of an object is not what was stored: cut short, longer, or other bytes. It may have happened on the way, so it is worth
 * another try; when the same bytes come again, it is the object that is damaged.
 */
public final class DamagedTransferException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String digest;

    /** @param digest of the bytes that arrived, if all of them did; else empty */
    public DamagedTransferException(String message, String digest) {
        super(message);
        this.digest = digest;
    }

    /** Of the wrong bytes, when as many arrived as should: to be compared with what another try brings. */
    public Optional<String> digest() {
        return digest.isEmpty() ? Optional.empty() : Optional.of(digest);
    }
}

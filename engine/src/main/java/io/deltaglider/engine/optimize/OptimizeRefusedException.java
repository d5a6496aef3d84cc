package io.deltaglider.engine.optimize;

/** Nothing can be stored anew in this bucket without a risk; the message says why, and what to do. Nothing was written. */
public final class OptimizeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OptimizeRefusedException(String message) {
        super(message);
    }
}

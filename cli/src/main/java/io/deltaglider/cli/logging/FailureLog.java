package io.deltaglider.cli.logging;

import org.slf4j.LoggerFactory;

/** Keeps the details of failures for {@code DG_LOG_LEVEL=DEBUG}. No logger is made before something fails: making the first one takes time. */
public final class FailureLog {
    private FailureLog() {}

    public static void add(String what, Throwable failure) {
        LoggerFactory.getLogger(FailureLog.class).debug("{}", what, failure);
    }
}

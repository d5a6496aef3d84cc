package io.deltaglider.cli.connect;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for the engine's own requests to a server. Not virtual ones: as soon as one of those waits for a socket, the JVM has a thread inside of a
 * system call for ever, for which it waits 0.3 s when it ends, and that is a good part of what most commands take. (Transfers run on virtual threads
 * all the same: those can be interrupted while they wait for a socket.)
 */
final class PlatformThreads {
    private PlatformThreads() {}

    /** As many as there are tasks at once; the caller sees to it that these are few. */
    static ExecutorService pool() {
        return Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("request-", 0).factory());
    }
}

package io.deltaglider.cli.shell;

import io.deltaglider.delta.file.OutputFile;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is done when the process is told to end (Ctrl-C, SIGTERM): work under way is stopped first, then what it left behind is removed. The JVM then ends with
 * 130 or 143 by itself. Safe for use by many threads.
 */
public final class Interruption {
    private static final Deque<Runnable> STOPS = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Interruption::stop));
    }

    private Interruption() {}

    /** Makes sure that temporary files are removed, too; called before the first one is made. */
    public static void prepare() {
        // The class is initialized now.
    }

    /** Says how to stop something; the result takes that back, once it has ended by itself. */
    public static Registration onInterruption(Runnable stop) {
        synchronized (STOPS) {
            STOPS.push(stop);
        }
        return () -> {
            synchronized (STOPS) {
                STOPS.remove(stop);
            }
        };
    }

    /** Something that would have to be stopped. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private static void stop() {
        Deque<Runnable> stops;
        synchronized (STOPS) {
            stops = new ArrayDeque<>(STOPS);
        }
        stops.forEach(Runnable::run);
        TemporaryFiles.discardAll();
        OutputFile.removeUnfinished();
    }
}

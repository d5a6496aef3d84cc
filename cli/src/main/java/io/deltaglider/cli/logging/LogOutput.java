package io.deltaglider.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;

import io.deltaglider.cli.shell.TerminalStream;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the log goes: to standard error, without secrets, in turn with whatever else is drawn there. The same line is said once, and none after the user has ended the
 * command: what breaks then breaks because of that.
 */
public final class LogOutput extends AppenderBase<ILoggingEvent> {
    /** Different lines that are remembered; there are seldom more than a few. */
    private static final int REMEMBERED = 1000;

    private static volatile Consumer<Runnable> turn = Runnable::run;
    private static volatile boolean silent;

    private final Layout<ILoggingEvent> layout;
    private final boolean once;
    private final Set<String> said = new HashSet<>();

    /** @param once whether a line that was said is not said again */
    LogOutput(Layout<ILoggingEvent> layout, boolean once) {
        this.layout = layout;
        this.once = once;
    }

    /** Whoever draws on the terminal makes room for each line. */
    public static void inTurn(Consumer<Runnable> around) {
        turn = around;
    }

    /** Nobody draws any more. */
    public static void alone() {
        turn = Runnable::run;
    }

    /** From now on nothing is said. */
    public static void silence() {
        silent = true;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = TerminalStream.escaped(Redaction.of(layout.doLayout(event)));
        boolean news = !once || (said.size() < REMEMBERED && said.add(line));
        if (news && !silent) {
            turn.accept(() -> System.err.print(line));
        }
    }
}

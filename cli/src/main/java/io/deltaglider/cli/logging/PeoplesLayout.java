package io.deltaglider.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;

import java.util.Locale;

/** What went wrong, in one line and in words: no time, no thread, no class, no stack. Those are for {@code --debug}. */
final class PeoplesLayout extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        String kind =
                event.getLevel() == Level.WARN
                        ? "warning"
                        : event.getLevel().toString().toLowerCase(Locale.ROOT);
        return kind + ": " + event.getFormattedMessage() + "\n";
    }
}

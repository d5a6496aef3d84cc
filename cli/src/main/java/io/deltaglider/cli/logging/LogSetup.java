package io.deltaglider.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.spi.ContextAwareBase;

import java.util.List;
import java.util.Optional;

/**
 * Sends the log to standard error. Done in code, since looking for a configuration file and reading XML would take longer than most commands.
 * Found by Logback through {@link java.util.ServiceLoader}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final List<String> ON_THE_WIRE =
            List.of(
                    "org.apache.hc.client5.http.wire",
                    "org.apache.hc.client5.http.headers",
                    "org.apache.http.wire",
                    "org.apache.http.headers",
                    "software.amazon.awssdk.auth.signer",
                    "software.amazon.awssdk.http.auth");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Level level =
                Level.toLevel(
                        Optional.ofNullable(System.getProperty(LogLevel.PROPERTY))
                                .or(() -> Optional.ofNullable(System.getenv(LogLevel.VARIABLE)))
                                .flatMap(LogLevel::parse)
                                .orElse(LogLevel.DEFAULT));

        boolean forPeople = level.isGreaterOrEqual(Level.WARN);
        LayoutBase<ILoggingEvent> layout = forPeople ? new PeoplesLayout() : detailed(context);
        layout.setContext(context);
        layout.start();

        LogOutput appender = new LogOutput(layout, forPeople);
        appender.setContext(context);
        appender.setName("stderr");
        appender.start();

        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        // Libraries get to speak only when something is wrong, or when asked for everything.
        root.setLevel(
                level.isGreaterOrEqual(Level.DEBUG) ? atLeast(level, Level.ERROR) : Level.DEBUG);
        // These write out all that goes over the wire, in pieces of any length: a secret may be in
        // two of them, where nobody would know it.
        for (String name : ON_THE_WIRE) {
            context.getLogger(name).setLevel(Level.WARN);
        }
        context.getLogger("io.deltaglider").setLevel(level);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static LayoutBase<ILoggingEvent> detailed(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{30} - %msg%n");
        return layout;
    }

    private static Level atLeast(Level level, Level floor) {
        return level.isGreaterOrEqual(floor) ? level : floor;
    }
}

package io.deltaglider.cli.logging;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

import java.nio.charset.StandardCharsets;

/** Writes lines by a pattern, in UTF-8, without secrets: in messages, and in what exceptions say. */
final class RedactingEncoder extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        return Redaction.of(layout.doLayout(event)).getBytes(StandardCharsets.UTF_8);
    }
}

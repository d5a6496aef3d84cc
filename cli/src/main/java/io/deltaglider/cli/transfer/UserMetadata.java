package io.deltaglider.cli.transfer;

import io.deltaglider.cli.shell.CommandException;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The {@code --metadata} of objects. They travel as HTTP headers, which know no other characters than those of ASCII. */
final class UserMetadata {
    private UserMetadata() {}

    /** Throws {@link CommandException} for what would arrive as something else. */
    static void requireAscii(Map<String, String> metadata) {
        metadata.forEach((name, value) -> {
            if (!StandardCharsets.US_ASCII.newEncoder().canEncode(name + value)) {
                throw CommandException.usage(
                        "Parameter validation failed: Non ascii characters found in S3 metadata for"
                                + " key \""
                                + name
                                + "\", value: \""
                                + value
                                + "\". Percent-encode it, for example");
            }
        });
    }
}

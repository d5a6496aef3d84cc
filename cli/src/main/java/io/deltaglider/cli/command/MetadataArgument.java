package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The value of {@code --metadata}: {@code name=value,name=value}, or a JSON object. In the first form a value may stand in single or double
 * quotes, and then contain commas; a backslash takes a comma or quote for what it is.
 */
final class MetadataArgument {
    private final String text;
    private int at;

    private MetadataArgument(String text) {
        this.text = text;
    }

    /** Throws {@link CommandException} for what is neither. */
    static Map<String, String> parse(String text) {
        if (text.strip().startsWith("{")) {
            try {
                return JsonMapper.shared()
                        .readValue(text, new TypeReference<LinkedHashMap<String, String>>() {});
            } catch (JacksonException e) {
                throw invalid(text, "this is no JSON object of strings");
            }
        }
        return new MetadataArgument(text).entries();
    }

    private Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals <= at) {
                throw invalid(text, "expected NAME=VALUE at \"" + text.substring(at) + "\"");
            }
            String name = text.substring(at, equals).strip();
            at = equals + 1;
            if (entries.put(name, value()) != null) {
                throw invalid(text, "\"" + name + "\" is given twice");
            }
            if (at < text.length() && text.charAt(at++) != ',') {
                throw invalid(text, "expected a comma after a quoted value");
            }
        }
        return entries;
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        char quote = at < text.length() ? text.charAt(at) : ',';
        boolean quoted = quote == '"' || quote == '\'';
        if (quoted) {
            at++;
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == (quoted ? quote : ',')) {
                break;
            }
            if (c == '\\' && at + 1 < text.length() && ",'\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                c = text.charAt(++at);
            }
            value.append(c);
            at++;
        }
        if (quoted && at++ >= text.length()) {
            throw invalid(text, "a quote is not closed");
        }
        return value.toString();
    }

    private static CommandException invalid(String text, String reason) {
        return CommandException.usage(
                "Error parsing parameter '--metadata': " + reason + ", in: " + text);
    }
}

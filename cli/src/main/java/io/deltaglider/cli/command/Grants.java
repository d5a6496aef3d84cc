package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of {@code --grants}, as the headers that carry them. */
record Grants(
        @Nullable String read,
        @Nullable String readAcl,
        @Nullable String writeAcl,
        @Nullable String full) {

    static Grants parse(List<String> arguments) {
        Map<String, List<String>> grantees = new HashMap<>();
        for (String argument : arguments) {
            int first = argument.indexOf('=');
            String permission = first < 0 ? "" : argument.substring(0, first);
            String grantee = argument.substring(first + 1);
            int second = grantee.indexOf('=');
            if (!List.of("read", "readacl", "writeacl", "full").contains(permission)
                    || second <= 0) {
                throw CommandException.usage(
                        "grants should be of the form permission=principal, for example"
                                + " read=uri=http://acs.amazonaws.com/groups/global/AllUsers; the"
                                + " permissions are read, readacl, writeacl and full");
            }
            grantees.computeIfAbsent(permission, _ -> new ArrayList<>())
                    .add(
                            grantee.substring(0, second + 1)
                                    + '"'
                                    + grantee.substring(second + 1)
                                    + '"');
        }
        return new Grants(
                joined(grantees, "read"),
                joined(grantees, "readacl"),
                joined(grantees, "writeacl"),
                joined(grantees, "full"));
    }

    private static @Nullable String joined(Map<String, List<String>> grantees, String permission) {
        List<String> values = grantees.get(permission);
        return values == null ? null : String.join(",", values);
    }
}

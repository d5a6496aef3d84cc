package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectLocation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several sources and one target, by the rules of cp(1): the target is a folder, each source keeps its own name in it, and everything that can be wrong with the arguments is
 * found before anything is done.
 */
final class ManySources {
    private final String command;
    private final List<String> sources;
    private final String target;
    private final boolean recursive;
    private final LocalPaths paths;

    ManySources(
            String command,
            List<String> sources,
            String target,
            boolean recursive,
            LocalPaths paths) {
        this.command = command;
        this.sources = sources;
        this.target = target;
        this.recursive = recursive;
        this.paths = paths;
    }

    /** Throws {@link CommandException} for what is no valid form. */
    void check() {
        if (!isFolder()) {
            throw CommandException.usage(
                    "deltaglider "
                            + command
                            + ": several sources need a folder as their target, and '"
                            + target
                            + "' is none; for a new folder or prefix write '"
                            + target
                            + "/'");
        }
        Map<String, String> names = new HashMap<>();
        for (String source : sources) {
            if (!ObjectLocation.isObject(source) && !ObjectLocation.isObject(target)) {
                throw CommandException.usage(
                        "deltaglider "
                                + command
                                + ": '"
                                + source
                                + "' and '"
                                + target
                                + "' are both local; one of them must begin with s3://");
            }
            String other = names.put(name(source), source);
            if (other != null) {
                throw CommandException.usage(
                        "deltaglider "
                                + command
                                + ": '"
                                + other
                                + "' and '"
                                + source
                                + "' would both become '"
                                + inTarget(name(source))
                                + "'");
            }
        }
    }

    /** One or two for each source, in their order. */
    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (String source : sources) {
            if (!ObjectLocation.isObject(source)) {
                boolean folder = recursive && Files.isDirectory(paths.resolve(source));
                routes.add(
                        new Route(source, folder ? inTarget(name(source)) : target, folder, true));
            } else if (!recursive) {
                routes.add(new Route(source, target, false, true));
            } else {
                ObjectLocation location = ObjectLocation.parse(source);
                if (!location.key().isEmpty() && !location.key().endsWith("/")) {
                    // A key may name an object and be the beginning of others.
                    routes.add(new Route(source, target, false, false));
                }
                routes.add(new Route(source, inTarget(name(source)), true, true));
            }
        }
        return routes;
    }

    private boolean isFolder() {
        if (ObjectLocation.isObject(target)) {
            String key = ObjectLocation.parse(target).key();
            return key.isEmpty() || key.endsWith("/");
        }
        return paths.meansFolder(target) && !Files.isRegularFile(paths.resolve(target));
    }

    private String inTarget(String name) {
        return target.endsWith("/") ? target + name : target + "/" + name;
    }

    private String name(String source) {
        String name = ObjectLocation.isObject(source) ? objectName(source) : fileName(source);
        if (name.isEmpty()) {
            throw CommandException.usage(
                    "deltaglider "
                            + command
                            + ": '"
                            + source
                            + "' has no name that it could keep beside other sources; give it a"
                            + " command of its own");
        }
        return name;
    }

    private String fileName(String source) {
        Path name = paths.resolve(source).getFileName();
        return name == null ? "" : name.toString();
    }

    private String objectName(String source) {
        ObjectLocation location = ObjectLocation.parse(source);
        if (!recursive && (location.key().isEmpty() || location.key().endsWith("/"))) {
            throw CommandException.usage(
                    "deltaglider "
                            + command
                            + ": '"
                            + source
                            + "' names no object; --recursive takes what is in it");
        }
        if (location.key().isEmpty()) {
            return location.bucket();
        }
        String key = location.key();
        return location.withKey(key.endsWith("/") ? key.substring(0, key.length() - 1) : key)
                .name();
    }
}

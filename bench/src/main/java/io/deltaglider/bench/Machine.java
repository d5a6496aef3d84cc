package io.deltaglider.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were taken on. */
final class Machine {
    private Machine() {}

    /** One sentence without its full stop. */
    static String describe() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores
                + (cores == 1 ? " core" : " cores")
                + " ("
                + processor()
                + "), "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", JDK "
                + System.getProperty("java.version");
    }

    private static String processor() {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try {
                return modelName(Files.readString(file, StandardCharsets.UTF_8));
            } catch (IOException e) {
                // Nothing but a name is missing then.
                return "unknown processor";
            }
        }
        return "unknown processor";
    }

    /** The processor's name in Linux's {@code cpuinfo}. */
    static String modelName(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("unknown processor");
    }
}

package io.deltaglider.delta.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The name of a file that is not finished: {@code .deltaglider-}<i>machine</i>{@code -}<i>process</i>{@code -}<i>number</i>{@code .tmp}. It says whose it is, so
 * that what a killed process has left is recognized and removed. Thread-safe.
 */
final class TemporaryFile {
    /**
     * Without the owner where the system does not tell one running machine from another. With decimal digits and an accent it is the file by which
     * the command line finds out whether a folder knows upper case from lower case.
     */
    private static final Pattern NAME =
            Pattern.compile(
                    "\\.deltaglider-(?:(?<machine>[0-9a-f]{8})-(?<process>[0-9]{1,18})-)?"
                            + "(?:[0-9a-f]{16}|[0-9]{1,20}(?:\u00e9|e\u0301)?)\\.tmp");

    /** After so long without a change nobody writes a file any more, wherever its owner runs or ran. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** Names that are looked at in one folder: a large one is not read through for each file that is written there. */
    private static final int MOST_NAMES = 10_000;

    private static final Optional<String> MACHINE = machine();

    /** Folders that this process has looked through. */
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

    private TemporaryFile() {}

    /** Whether this is what a temporary file of ours is called. */
    static boolean isNamedSo(Path file) {
        Path name = file.getFileName();
        return name != null && NAME.matcher(name.toString()).matches();
    }

    /** A name that is not in use, beside a file. */
    static Path beside(Path file) {
        // Without the file's own name: with it, a name of full length would get too long.
        String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        String owner =
                MACHINE.map(machine -> machine + "-" + ProcessHandle.current().pid() + "-")
                        .orElse("");
        return file.resolveSibling(".deltaglider-" + owner + number + ".tmp");
    }

    /** Removes what processes that are gone have left in a folder; once for each folder. What cannot be removed stays. */
    static void sweep(Path folder) {
        if (!SWEPT.add(folder.toAbsolutePath().normalize())) {
            return;
        }
        int names = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isNamedSo(file) && isAbandoned(file)) {
                    Files.deleteIfExists(file);
                }
                if (++names == MOST_NAMES) {
                    return;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Its name says what it is, and nobody takes it for anything else.
        }
    }

    private static boolean isAbandoned(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            return false;
        }
        Instant changed = attributes.lastModifiedTime().toInstant();
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && MACHINE.isPresent() && MACHINE.get().equals(name.group("machine"))) {
            Optional<ProcessHandle> owner =
                    ProcessHandle.of(Long.parseLong(name.group("process")))
                            .filter(ProcessHandle::isAlive);
            // Numbers of processes are given again.
            return owner.isEmpty()
                    || owner.get()
                            .info()
                            .startInstant()
                            .filter(start -> start.isAfter(changed.plusSeconds(2)))
                            .isPresent();
        }
        return changed.isBefore(Instant.now().minus(ABANDONED));
    }

    /**
     * What tells the processes of one running machine, or container, from all others: a process number says nothing in another. Only Linux
     * has it.
     */
    private static Optional<String> machine() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            Path processes = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
            CRC32C hash = new CRC32C();
            hash.update((boot + processes).getBytes(StandardCharsets.UTF_8));
            return Optional.of(HexFormat.of().toHexDigits((int) hash.getValue()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}

package io.deltaglider.cli.local;

import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.engine.EngineOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The engine's cache on this machine. Files are removed one by one, so that other processes may go on: who has one open keeps it, and what is
 * missing is fetched again.
 */
public final class CacheFolder {
    private static final String MAX_SIZE = "DELTAGLIDER_CACHE_MAX_SIZE";

    private static final Pattern REFERENCE = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern DATABASE =
            Pattern.compile("metadata-[0-9]+\\.sqlite(-journal|-wal|-shm)?");

    /** What is in it, in files and bytes. */
    public record Contents(long references, long referenceBytes, long metadataBytes) {}

    private record Entry(Path file, long bytes, long time) {}

    private final Path folder;

    private CacheFolder(Path folder) {
        this.folder = folder;
    }

    /** Where the environment says. */
    public static CacheFolder of(Shell shell) {
        return new CacheFolder(
                shell.variable("DELTAGLIDER_CACHE")
                        .map(shell.directory()::resolve)
                        .orElseGet(shell::cacheDirectory));
    }

    /** For files that do not outlive a command. */
    public Path temporaryFolder() {
        return folder.resolve("tmp");
    }

    /** What references may take; throws {@link CommandException} for a variable that makes no sense. */
    public static long maxBytes(Shell shell) {
        return shell.variable(MAX_SIZE)
                .map(value ->
                        ByteSize.parse(value)
                                .orElseThrow(() ->
                                        new CommandException(
                                                ExitCode.CONFIGURATION,
                                                "Bad value for "
                                                        + MAX_SIZE
                                                        + " \""
                                                        + value
                                                        + "\": it must be a size, for example 500MB"
                                                        + " or 2GiB")))
                .orElse(EngineOptions.defaults().cacheMaxBytes());
    }

    /** Its place; it need not be there. */
    public Path path() {
        return folder;
    }

    /** Counts it. */
    public Contents contents() throws IOException {
        List<Entry> references = references();
        return new Contents(references.size(), sum(references), sum(metadata()));
    }

    /** Removes everything but what others have under way. Returns the bytes that were freed. */
    public long clear() throws IOException {
        List<Entry> all = references();
        all.addAll(metadata());
        return remove(all);
    }

    /** Removes the references that were used longest ago, until the rest takes no more than so many bytes. Returns the bytes that were freed. */
    public long trim(long maxBytes) throws IOException {
        List<Entry> references = references();
        references.sort(Comparator.comparingLong(Entry::time));
        long left = sum(references);
        List<Entry> surplus = new ArrayList<>();
        for (Entry entry : references) {
            if (left <= maxBytes) {
                break;
            }
            surplus.add(entry);
            left -= entry.bytes();
        }
        return remove(surplus);
    }

    private List<Entry> references() throws IOException {
        return files(folder.resolve("references").resolve("entries"), 2, REFERENCE);
    }

    /** The database and what SQLite keeps beside it. */
    private List<Entry> metadata() throws IOException {
        return files(folder, 1, DATABASE);
    }

    /** Only what has a name that the engine gives: the variable may lead to a folder with other things in it. */
    private static List<Entry> files(Path root, int depth, Pattern names) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return entries;
        }
        try (Stream<Path> files = Files.walk(root, depth)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    BasicFileAttributes attributes =
                            Files.readAttributes(file, BasicFileAttributes.class);
                    if (attributes.isRegularFile()
                            && names.matcher(file.getFileName().toString()).matches()) {
                        entries.add(
                                new Entry(
                                        file,
                                        attributes.size(),
                                        attributes.lastModifiedTime().toMillis()));
                    }
                } catch (NoSuchFileException e) {
                    FailureLog.add("somebody else tidies up, too", e);
                }
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e;
            }
        }
        return entries;
    }

    private static long remove(List<Entry> entries) throws IOException {
        long freed = 0;
        for (Entry entry : entries) {
            if (Files.deleteIfExists(entry.file())) {
                freed += entry.bytes();
            }
        }
        return freed;
    }

    private static long sum(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::bytes).sum();
    }
}

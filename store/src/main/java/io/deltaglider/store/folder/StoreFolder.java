package io.deltaglider.store.folder;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of a store, held by this process alone while it is open:
 *
 * <pre>
 * deltaglider-store   what this is, and the version of the layout
 * lock                locked while the store is open; names the process
 * staging/            what is being written; emptied whenever the store is opened
 * buckets/BUCKET/     see {@link Bucket}
 * </pre>
 */
final class StoreFolder implements AutoCloseable {
    private static final String MARKER = "deltaglider-store";
    private static final String MARKER_TEXT = "DeltaGlider store, layout 2\n";
    private static final String LOCK = "lock";

    /**
     * Folders open in this JVM. Two locks of one JVM on one file are not enough: POSIX drops a process's lock as soon as it closes any
     * descriptor of the file, so a second attempt must not even open it.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lockChannel;

    private StoreFolder(Path folder, FileChannel lockChannel) {
        this.folder = folder;
        this.lockChannel = lockChannel;
    }

    /**
     * Opens a store, or makes one in a folder that is empty or not there yet.
     *
     * @throws StoreInUseException if another process, or this one, has it open
     * @throws IOException if the folder cannot be used, or holds something else
     */
    static StoreFolder open(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new FileSystemException(
                    path.toString(), null, "A store needs a folder, and this is a file");
        }
        Files.createDirectories(path, Disk.PRIVATE_DIRECTORY);
        Path folder = path.toRealPath();
        checkIsStoreOrEmpty(folder);
        if (!OPEN.add(folder)) {
            throw new StoreInUseException(
                    folder, "this process (" + ProcessHandle.current().pid() + ")");
        }
        FileChannel lock = null;
        try {
            lock = lock(folder);
            StoreFolder store = new StoreFolder(folder, lock);
            store.prepare();
            return store;
        } catch (IOException | RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            OPEN.remove(folder);
            throw e;
        }
    }

    private static void checkIsStoreOrEmpty(Path folder) throws IOException {
        Path marker = folder.resolve(MARKER);
        if (Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
            String text = Files.readString(marker);
            if (!text.equals(MARKER_TEXT)) {
                throw new FileSystemException(
                        folder.toString(),
                        null,
                        "this store has a layout that this version cannot read: " + text.strip());
            }
            return;
        }
        Set<String> harmless = Set.of(LOCK, "staging", "buckets", "lost+found", ".DS_Store");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!harmless.contains(entry.getFileName().toString())) {
                    throw new FileSystemException(
                            folder.toString(),
                            null,
                            "not a DeltaGlider store, and not empty (it has '"
                                    + entry.getFileName()
                                    + "'); name an empty or a new folder");
                }
            }
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK),
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        Disk.PRIVATE_FILE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new StoreInUseException(folder, holder(channel));
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(
                            "process " + ProcessHandle.current().pid() + "\n"),
                    0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        String holder = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return holder.isEmpty() ? "another process" : holder;
    }

    private void prepare() throws IOException {
        Disk.createDirectory(staging());
        Disk.createDirectory(buckets());
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(staging())) {
            for (Path leftover : leftovers) {
                Disk.deleteTree(leftover);
            }
        }
        Path marker = folder.resolve(MARKER);
        if (!Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
            Path staged = newStaged();
            Files.createFile(staged, Disk.PRIVATE_FILE);
            Files.writeString(staged, MARKER_TEXT);
            Disk.move(staged, marker);
        }
    }

    Path path() {
        return folder;
    }

    /** @throws SdkClientException if the store has been closed: another process may have it by now */
    Path buckets() {
        requireOpen();
        return folder.resolve("buckets");
    }

    /**
     * A path for something new, on the same file system as the buckets; nothing is there yet. What is staged when the store is closed cannot come
     * into another process's way: whoever opens the store next removes it.
     *
     * @throws SdkClientException if the store has been closed
     */
    Path newStaged() {
        requireOpen();
        return staging().resolve(UUID.randomUUID().toString());
    }

    private void requireOpen() {
        if (!lockChannel.isOpen()) {
            throw SdkClientException.create(
                    "the store " + folder + " has been closed; open it again to use it");
        }
    }

    private Path staging() {
        return folder.resolve("staging");
    }

    /** Lets other processes have the folder. Twice does no harm. */
    @Override
    public void close() throws IOException {
        if (lockChannel.isOpen()) {
            lockChannel.close();
            OPEN.remove(folder);
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return folder.toString();
    }
}

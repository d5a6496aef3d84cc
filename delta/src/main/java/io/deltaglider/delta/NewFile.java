package io.deltaglider.delta;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file being written beside its final place; it takes its name by {@link #commit}, or is removed by {@link #close}. */
final class NewFile implements Closeable {
    private final Path place;
    private final Path temporary;

    private NewFile(Path place, Path temporary) {
        this.place = place;
        this.temporary = temporary;
    }

    /** Creates nothing yet. A link is followed, so that what it points to is replaced. */
    static NewFile beside(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            throw new FileSystemException(place.toString(), null, "is a directory");
        }
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            throw new FileSystemException(
                    place.toString(), null, "is not a regular file, and not replaced by one");
        }
        Path real = Files.exists(place) ? place.toRealPath() : place;
        return new NewFile(real, real.resolveSibling(".deltaglider-" + UUID.randomUUID() + ".tmp"));
    }

    Path path() {
        return temporary;
    }

    OutputStream open() throws IOException {
        return Files.newOutputStream(temporary);
    }

    void commit() throws IOException {
        try {
            Files.move(
                    temporary,
                    place,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }
}

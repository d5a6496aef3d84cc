package io.deltaglider.engine.optimize;

import io.deltaglider.engine.cache.PrivateFolders;
import io.deltaglider.engine.listing.ListedObject;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Remembers, in small local files, which families were optimized and have not changed since, so that a run which was interrupted
 * goes on where it was. Losing them costs time. Any number of processes may use the folder.
 */
public final class FinishedFamilies {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedFamilies.class);

    private final Path folder;
    private final String store;

    /**
     * @param folder created when there is something to remember
     * @param store tells one store, and one way to optimize, from others
     */
    public FinishedFamilies(Path folder, String store) {
        this.folder = folder;
        this.store = store;
    }

    boolean contains(
            String bucket, String deltaspaceId, List<ListedObject> objects, boolean packed) {
        try {
            Path file = file(bucket, deltaspaceId, packed);
            return Files.isRegularFile(file) && Files.readString(file).equals(fingerprint(objects));
        } catch (IOException e) {
            LOG.debug("cannot tell whether a family was optimized before", e);
            return false;
        }
    }

    void add(String bucket, String deltaspaceId, List<ListedObject> objects, boolean packed) {
        try {
            Path file = file(bucket, deltaspaceId, packed);
            PrivateFolders.create(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, fingerprint(objects));
        } catch (IOException e) {
            LOG.debug("cannot remember that a family was optimized", e);
        }
    }

    private Path file(String bucket, String deltaspaceId, boolean packed) {
        String name = hex(digest().digest(text(store, bucket, deltaspaceId, "" + packed)));
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }

    /** Of what clients have put, which storing it anew does not change. */
    private static String fingerprint(List<ListedObject> objects) {
        MessageDigest digest = digest();
        objects.stream()
                .sorted(Comparator.comparing(each -> each.stored().key()))
                .forEach(each ->
                        digest.update(
                                text(
                                        each.stored().key(),
                                        each.logical().etag(),
                                        "" + each.logical().size())));
        return hex(digest.digest());
    }

    private static byte[] text(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part.length()).append(':').append(part);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

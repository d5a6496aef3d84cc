package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Lock;

/**
 * Multipart uploads under way. Each is a folder {@code uploads/<id>/} of its bucket with a file {@code upload} (key, headers and metadata of
 * the object to be) and the parts, {@code part-00001} and so on, all in the format of {@link ObjectFile}. Thread-safe.
 */
final class Uploads {
    /** S3's limits. */
    static final long MIN_PART_SIZE = 5L << 20;

    static final int MAX_PART_NUMBER = 10_000;

    private static final String UPLOAD = "upload";
    private static final String PART = "part-";

    private final StoreFolder store;
    private final KeyLocks uploadLocks = new KeyLocks();

    Uploads(StoreFolder store) {
        this.store = store;
    }

    /** The parts chosen for completion: where they are and what the object's ETag will be. */
    record Chosen(List<Path> files, List<ObjectRecord> parts, String eTag) {
        List<Long> sizes() {
            return parts.stream().map(ObjectRecord::size).toList();
        }

        long totalSize() {
            return parts.stream().mapToLong(ObjectRecord::size).sum();
        }
    }

    /** Begins one, and returns its id. */
    String create(Bucket bucket, ObjectRecord planned) throws IOException {
        String id = UUID.randomUUID().toString().replace("-", "");
        Path staged = store.newStaged();
        try {
            Disk.createDirectory(staged);
            try (Staged record = new Staged(staged.resolve("staged"))) {
                record.finish(planned.stored(0, "", planned.checksums()));
                record.publish(staged.resolve(UPLOAD));
            }
            Disk.move(staged, bucket.uploads().resolve(id));
        } catch (IOException | RuntimeException e) {
            Disk.deleteTree(staged);
            throw e;
        }
        return id;
    }

    /** Key, headers and metadata that the upload began with. */
    ObjectRecord planned(Bucket bucket, String key, String id) throws IOException {
        ObjectRecord planned = find(bucket, id);
        if (planned == null || !planned.key().equals(key)) {
            throw S3Errors.noSuchUpload(bucket.name(), id);
        }
        return planned;
    }

    private @Nullable ObjectRecord find(Bucket bucket, String id) throws IOException {
        return id.matches("[0-9a-f]{32}")
                ? Bucket.record(bucket.uploads().resolve(id).resolve(UPLOAD))
                : null;
    }

    Lock lock(String id) {
        return uploadLocks.of(id);
    }

    /** Puts a finished part in its place, replacing an earlier one with its number. */
    void publishPart(Bucket bucket, String key, String id, int number, Staged part)
            throws IOException {
        Lock lock = lock(id);
        lock.lock();
        try {
            planned(bucket, key, id);
            part.publish(bucket.uploads().resolve(id).resolve(partName(number)));
        } finally {
            lock.unlock();
        }
    }

    /** The parts there are, by number. */
    SortedMap<Integer, ObjectRecord> parts(Bucket bucket, String key, String id)
            throws IOException {
        planned(bucket, key, id);
        SortedMap<Integer, ObjectRecord> parts = new TreeMap<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(bucket.uploads().resolve(id), PART + "*")) {
            for (Path file : files) {
                ObjectRecord part = Bucket.record(file);
                if (part != null) {
                    parts.put(
                            Integer.parseInt(
                                    file.getFileName().toString().substring(PART.length())),
                            part);
                }
            }
        } catch (NoSuchFileException e) {
            throw S3Errors.noSuchUpload(bucket.name(), id);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return parts;
    }

    /** An upload and its id. */
    record Listed(String id, ObjectRecord planned) {}

    /** All uploads of a bucket, by key and then by time, as S3 lists them. */
    List<Listed> all(Bucket bucket) throws IOException {
        List<Listed> uploads = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(bucket.uploads())) {
            for (Path folder : folders) {
                String id = folder.getFileName().toString();
                ObjectRecord planned = find(bucket, id);
                if (planned != null) {
                    uploads.add(new Listed(id, planned));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return uploads;
    }

    /** Checks the list of parts that a completion names, by S3's rules, against the parts that are there. */
    Chosen choose(Bucket bucket, String id, List<CompletedPart> named) throws IOException {
        if (named.isEmpty()) {
            throw S3Errors.of(
                    400, "MalformedXML", "a multipart upload cannot be completed without parts");
        }
        List<Path> files = new ArrayList<>();
        List<ObjectRecord> parts = new ArrayList<>();
        MessageDigest md5 = Staged.md5();
        int previous = 0;
        for (CompletedPart part : named) {
            int number = part.partNumber() == null ? 0 : part.partNumber();
            if (number <= previous) {
                throw S3Errors.of(
                        400,
                        "InvalidPartOrder",
                        "the parts must be listed in ascending order, and "
                                + number
                                + " follows "
                                + previous);
            }
            previous = number;
            Path file = bucket.uploads().resolve(id).resolve(partName(checkedNumber(number)));
            ObjectRecord stored = Bucket.record(file);
            if (stored == null
                    || part.eTag() == null
                    || !Conditions.unquoted(part.eTag()).equals(stored.eTag())) {
                String why =
                        stored == null
                                ? " was not uploaded"
                                : " has ETag \"" + stored.eTag() + "\", not " + part.eTag();
                throw S3Errors.of(400, "InvalidPart", "part " + number + why);
            }
            if (!parts.isEmpty() && parts.getLast().size() < MIN_PART_SIZE) {
                throw S3Errors.of(
                        400,
                        "EntityTooSmall",
                        "the part before part "
                                + number
                                + " has "
                                + parts.getLast().size()
                                + " bytes; all but the last need at least "
                                + MIN_PART_SIZE);
            }
            files.add(file);
            parts.add(stored);
            md5.update(HexFormat.of().parseHex(stored.eTag()));
        }
        return new Chosen(
                files, parts, HexFormat.of().formatHex(md5.digest()) + "-" + named.size());
    }

    static void join(Chosen chosen, Staged target) throws IOException {
        for (int i = 0; i < chosen.files().size(); i++) {
            try (FileChannel part = ObjectFile.open(chosen.files().get(i))) {
                target.append(part, chosen.parts().get(i));
            }
        }
    }

    /** Forgets an upload and its parts. */
    void delete(Bucket bucket, String id) throws IOException {
        Path staged = store.newStaged();
        try {
            Disk.move(bucket.uploads().resolve(id), staged);
        } catch (NoSuchFileException e) {
            return;
        }
        Disk.deleteTree(staged);
    }

    static int checkedNumber(@Nullable Integer number) {
        if (number == null || number < 1 || number > MAX_PART_NUMBER) {
            throw S3Errors.invalidArgument(
                    "part numbers go from 1 to " + MAX_PART_NUMBER + ", not " + number);
        }
        return number;
    }

    private static String partName(int number) {
        return String.format(Locale.ROOT, PART + "%05d", number);
    }
}

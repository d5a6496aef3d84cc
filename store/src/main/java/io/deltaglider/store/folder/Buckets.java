package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The buckets of a store. Thread-safe. */
final class Buckets {
    private static final int STRIPES = 64;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private final StoreFolder store;
    private final KeyLocks keyLocks = new KeyLocks();
    private final ReadWriteLock[] existence = new ReadWriteLock[STRIPES];

    Buckets(StoreFolder store) {
        this.store = store;
        for (int i = 0; i < STRIPES; i++) {
            existence[i] = new ReentrantReadWriteLock();
        }
    }

    /** Throws NoSuchBucket if it is not there. */
    Bucket get(String name) {
        Bucket bucket = at(name);
        if (!Disk.isDirectory(bucket.objects())) {
            throw S3Errors.noSuchBucket(name);
        }
        return bucket;
    }

    ObjectRecord record(Bucket bucket) throws IOException {
        ObjectRecord record = Bucket.record(bucket.recordFile());
        if (record == null) {
            throw S3Errors.noSuchBucket(bucket.name());
        }
        return record;
    }

    /** Creates one, wholly or not at all. */
    void create(ObjectRecord planned) throws IOException {
        Bucket bucket = at(checkedName(planned.key()));
        Lock lock = existence(planned.key()).writeLock();
        Path staged = store.newStaged();
        lock.lock();
        try {
            if (Disk.exists(folder(planned.key()))) {
                throw S3Errors.bucketAlreadyOwnedByYou(planned.key());
            }
            Disk.createDirectory(staged);
            Disk.createDirectory(staged.resolve(Bucket.OBJECTS));
            Disk.createDirectory(staged.resolve(Bucket.UPLOADS));
            try (Staged record = new Staged(store.newStaged())) {
                record.finish(planned.stored(0, "", planned.checksums()));
                record.publish(staged.resolve(Bucket.RECORD));
            }
            Disk.move(staged, folder(bucket.name()));
        } finally {
            Disk.deleteTree(staged);
            lock.unlock();
        }
    }

    /** Changes a bucket's own metadata. */
    void update(String name, UnaryOperator<ObjectRecord> change) throws IOException {
        Lock lock = existence(name).writeLock();
        lock.lock();
        try (Staged staged = new Staged(store.newStaged())) {
            Bucket bucket = get(name);
            staged.finish(change.apply(record(bucket)));
            staged.publish(bucket.recordFile());
        } finally {
            lock.unlock();
        }
    }

    /** Deletes one that has no objects; its unfinished uploads go with it. */
    void delete(String name) throws IOException {
        Lock lock = existence(name).writeLock();
        Path staged = store.newStaged();
        lock.lock();
        try {
            if (!get(name).isEmpty()) {
                throw S3Errors.bucketNotEmpty(name);
            }
            Disk.move(folder(name), staged);
            Disk.sync(store.buckets());
        } finally {
            lock.unlock();
        }
        Disk.deleteTree(staged);
    }

    /** All of them, by name. */
    List<ObjectRecord> all() throws IOException {
        List<ObjectRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(store.buckets())) {
            for (Path folder : folders) {
                ObjectRecord record = Bucket.record(folder.resolve(Bucket.RECORD));
                if (record != null) {
                    records.add(record);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        records.sort(Comparator.comparing(ObjectRecord::key));
        return records;
    }

    private Bucket at(String name) {
        return new Bucket(name, folder(name), keyLocks, existence(name).readLock());
    }

    /** A name that could not be a bucket's is never made a path. */
    private Path folder(String name) {
        if (!isName(name)) {
            throw S3Errors.noSuchBucket(name);
        }
        return store.buckets().resolve(name);
    }

    private ReadWriteLock existence(String name) {
        return existence[Math.floorMod(name.hashCode(), STRIPES)];
    }

    private static String checkedName(String name) {
        if (!isName(name)) {
            throw S3Errors.invalidBucketName(name);
        }
        return name;
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("..");
    }
}

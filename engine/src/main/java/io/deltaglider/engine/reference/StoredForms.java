package io.deltaglider.engine.reference;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.LogicalMetadata;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How references lie in the store: as they were last seen there, and as they were when their content was read from there, or written, and
 * proved right. While the two agree, a local copy of a reference is as good as what is stored. Thread-safe.
 */
final class StoredForms {
    private static final int REMEMBERED = 10_000;

    /**
     * What HEAD and LIST say of a stored object.
     *
     * @param etag without quotes
     * @param size in bytes, as it is stored
     */
    record Form(String etag, long size) {}

    /**
     * A form whose content has been proved right.
     *
     * @param base key of the reference that it is a delta to
     */
    record Proved(Optional<String> base) {}

    private final MetadataCache records;
    private final Map<String, Form> seen = bounded();
    private final Map<String, Proved> proved = bounded();

    /** @param records where what is proved is kept, for other processes too */
    StoredForms(MetadataCache records) {
        this.records = records;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** Notes what the store says just now. */
    void saw(String bucket, String key, Form form) {
        synchronized (seen) {
            seen.put(bucket + "/" + key, form);
        }
    }

    Optional<Form> lastSeen(String bucket, String key) {
        synchronized (seen) {
            return Optional.ofNullable(seen.get(bucket + "/" + key));
        }
    }

    Optional<Proved> proved(String bucket, ReferenceKey reference, Form form) {
        synchronized (proved) {
            Proved known = proved.get(name(bucket, reference, form));
            if (known != null) {
                return Optional.of(known);
            }
        }
        return records.get(bucket, reference.key(), form.etag(), form.size())
                .flatMap(record -> parse(reference, record));
    }

    /** Notes that what has this form holds the reference's content. */
    void prove(String bucket, ReferenceKey reference, Form form, Optional<String> base) {
        if (form.etag().isEmpty()) {
            return;
        }
        synchronized (proved) {
            proved.put(name(bucket, reference, form), new Proved(base));
        }
        saw(bucket, reference.key(), form);
        String content = base.map(key -> reference.sha256() + " " + key).orElse(reference.sha256());
        records.put(
                bucket,
                reference.key(),
                form.etag(),
                form.size(),
                new LogicalMetadata(reference.size(), content, Optional.empty(), base.isPresent()));
    }

    private static Optional<Proved> parse(ReferenceKey reference, LogicalMetadata record) {
        String[] parts = record.etag().split(" ", 2);
        return parts[0].equals(reference.sha256()) && record.size() == reference.size()
                ? Optional.of(
                        new Proved(parts.length == 2 ? Optional.of(parts[1]) : Optional.empty()))
                : Optional.empty();
    }

    private static String name(String bucket, ReferenceKey reference, Form form) {
        return form.etag() + "/" + form.size() + "/" + bucket + "/" + reference.key();
    }
}

package io.deltaglider.store.folder;

import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/** A blob store that keeps object tags, which S3Proxy's interface does not speak of. */
public interface TaggingBlobStore extends BlobStore {
    /** An object's tags as in the {@code x-amz-tagging} header (a URL query); empty if it has none. Throws NoSuchKey if it is not there. */
    String getTags(String bucket, String key);

    /** Replaces an object's tags, or removes them if null. Neither its content nor its ETag or time changes. */
    void setTags(String bucket, String key, @Nullable String tags);
}

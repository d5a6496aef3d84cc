package io.deltaglider.engine.object;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the bytes of a raw object should be: by the marks that they were stored with, or else by an ETag that is their MD5. Where
 * the ETag is one, marks that do not name it do not count: some tools keep the metadata of what they overwrite.
 *
 * @param size in bytes, where a mark tells
 * @param sha256 64 lower-case hex digits, where a mark tells
 * @param md5 32 lower-case hex digits, where mark or ETag tells
 */
public record RawContent(OptionalLong size, Optional<String> sha256, Optional<String> md5) {
    /** Nothing is known. */
    public static final RawContent UNKNOWN =
            new RawContent(OptionalLong.empty(), Optional.empty(), Optional.empty());

    /** To be put on a CreateMultipartUpload by who knows what the parts will come to: it is kept with the object, for who reads it. */
    public static final ExecutionAttribute<RawContent> KNOWN =
            new ExecutionAttribute<>("io.deltaglider.rawContent");

    /** S3's directory buckets, whose ETags are no MD5. */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    /** Encryption with S3's own keys, which leaves the ETag what it is. */
    private static final String OWN_KEYS = "AES256";

    /** Bytes of which all is known. */
    public static RawContent of(long size, String sha256, String md5) {
        return new RawContent(OptionalLong.of(size), Optional.of(sha256), Optional.of(md5));
    }

    /** Bytes of which all but the MD5 is known. */
    public static RawContent of(long size, String sha256) {
        return new RawContent(OptionalLong.of(size), Optional.of(sha256), Optional.empty());
    }

    /** Of the object that an answer speaks of. */
    public static RawContent of(String bucket, GetObjectResponse stored) {
        boolean ownKey = stored.sseCustomerAlgorithm() == null;
        return of(
                stored.metadata(),
                ownKey
                        ? md5(bucket, stored.eTag(), stored.serverSideEncryptionAsString())
                        : Optional.empty());
    }

    /** Of the object that an answer speaks of. */
    public static RawContent of(String bucket, HeadObjectResponse stored) {
        boolean ownKey = stored.sseCustomerAlgorithm() == null;
        return of(
                stored.metadata(),
                ownKey
                        ? md5(bucket, stored.eTag(), stored.serverSideEncryptionAsString())
                        : Optional.empty());
    }

    private static RawContent of(@Nullable Map<String, String> metadata, Optional<String> etag) {
        RawContent marked = StoredMetadata.rawContent(metadata);
        return etag.isEmpty() || marked.md5.equals(etag)
                ? marked
                : new RawContent(OptionalLong.empty(), Optional.empty(), etag);
    }

    /** The ETag, if it is the MD5 of the bytes: not of objects in parts, nor of those under keys of a key service or a customer. */
    private static Optional<String> md5(
            String bucket, @Nullable String etag, @Nullable String encryption) {
        String plain = ETags.plain(etag);
        boolean plainKeys = encryption == null || encryption.equals(OWN_KEYS);
        return plainKeys && !bucket.endsWith(DIRECTORY_BUCKET) && ETags.looksLikeMd5(plain)
                ? Optional.of(plain)
                : Optional.empty();
    }
}

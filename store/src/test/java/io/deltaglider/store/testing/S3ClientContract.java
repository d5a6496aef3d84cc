package io.deltaglider.store.testing;

/**
 * What every {@code S3Client} must do that the engine stands on, and that the engine must do itself. A subclass says which client; where a
 * store is known to differ from S3 it overrides the capability, with the reason. Every test has a bucket of its own, removed afterwards.
 *
 * <p>The tests are in the classes that this one extends, one for each subject.
 */
public abstract class S3ClientContract extends MultipartContract {}

package io.deltaglider.engine.capability;

/**
 * Whether an object that clients rely on may be replaced by another form of the same content. That takes an {@code If-Match} on PUT
 * that the store compares and applies in one step: without it a rewrite could undo what somebody has stored a moment before.
 */
@FunctionalInterface
public interface InPlaceRewrites {
    /**
     * Asks the store at most once in a while, with requests of its own under {@code .deltaglider/tmp/}.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not say; then nothing may be rewritten
     */
    boolean allowed(String bucket);
}

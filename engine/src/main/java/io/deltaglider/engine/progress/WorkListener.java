package io.deltaglider.engine.progress;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.Optional;

/**
 * Hears how far the engine has come with a request that stores an object, beyond the bytes that its body gives and the store takes. It is given with
 * the request, in {@link #with its configuration}; the requests that the engine sends for it carry it on. Called by one thread after
 * another, possibly not at all; it must return at once.
 */
public interface WorkListener {
    /** Where a request carries its listener. */
    ExecutionAttribute<WorkListener> ATTRIBUTE =
            new ExecutionAttribute<>("io.deltaglider.WorkListener");

    /**
     * A delta is being made.
     *
     * @param share of this delta that is done, 0 to 1; it begins anew when another one is tried
     */
    void encoded(double share);

    /**
     * The delta is being decoded again, to be sure of it.
     *
     * @param share 0 to 1
     */
    void checked(double share);

    /** What a request needs to carry a listener. */
    static AwsRequestOverrideConfiguration with(WorkListener listener) {
        return AwsRequestOverrideConfiguration.builder()
                .putExecutionAttribute(ATTRIBUTE, listener)
                .build();
    }

    /** The listener of a request. */
    static Optional<WorkListener> of(S3Request request) {
        return request.overrideConfiguration()
                .map(each -> each.executionAttributes().getAttribute(ATTRIBUTE));
    }
}

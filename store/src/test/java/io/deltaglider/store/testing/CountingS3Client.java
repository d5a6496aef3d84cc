package io.deltaglider.store.testing;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Counts the requests that pass through, by the names that S3's API reference gives the operations. Thread-safe. */
public class CountingS3Client extends DelegatingS3Client {
    private final List<S3Request> requests = new CopyOnWriteArrayList<>();

    public CountingS3Client(S3Client delegate) {
        super(delegate);
    }

    /** How often this operation was asked for: {@code count("PutObject")}. */
    public long count(String operation) {
        return operations().stream().filter(operation::equals).count();
    }

    /** How many requests there were. */
    public int total() {
        return requests.size();
    }

    /** The operations, in the order in which they began. */
    public List<String> operations() {
        return requests.stream().map(CountingS3Client::operation).toList();
    }

    /** The requests themselves, in the order in which they began. */
    public List<S3Request> requests() {
        return List.copyOf(requests);
    }

    /** Begins again at zero. */
    public void reset() {
        requests.clear();
    }

    /** The name of a request's operation: "GetObject". */
    public static String operation(S3Request request) {
        String name = request.getClass().getSimpleName();
        return name.substring(0, name.length() - "Request".length());
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        requests.add(request);
        return operation.apply(request);
    }
}

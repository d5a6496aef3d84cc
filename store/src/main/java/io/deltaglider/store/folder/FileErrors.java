package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import java.io.IOException;

/** Where errors of the file system become errors of S3. */
final class FileErrors {
    private FileErrors() {}

    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /**
     * Runs an action, and says in S3's terms what the file system refused.
     *
     * @param doing for the message: "storing s3://bucket/key"
     */
    static <T> T call(String doing, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw S3Errors.fileSystem(doing, e);
        }
    }

    /** The same for an action without a result. */
    static void run(String doing, Task task) {
        try {
            task.run();
        } catch (IOException e) {
            throw S3Errors.fileSystem(doing, e);
        }
    }
}

package io.deltaglider.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;

/** One file or object to be moved or removed, by itself; everything is decided, nothing has happened yet. */
public sealed interface Transfer {
    /** As in {@code upload: ./app.zip to s3://releases/app.zip}. */
    String verb();

    /** What follows the verb. */
    String route();

    /** Bytes that will pass. */
    long size();

    /** The S3 operation that may fail, for messages. */
    String operation();

    /** A file to S3; {@code shown} is its name for people, relative to the current folder. */
    record Upload(Path file, String shown, ObjectLocation target, long size) implements Transfer {
        @Override
        public String verb() {
            return "upload";
        }

        @Override
        public String route() {
            return shown + " to " + target;
        }

        @Override
        public String operation() {
            return "PutObject";
        }
    }

    /** An object to a file, whose time becomes the object's ({@code modified}). */
    record Download(ObjectLocation source, Path file, String shown, long size, Instant modified)
            implements Transfer {
        @Override
        public String verb() {
            return "download";
        }

        @Override
        public String route() {
            return source + " to " + shown;
        }

        @Override
        public String operation() {
            return "GetObject";
        }
    }

    record Copy(ObjectLocation source, ObjectLocation target, long size) implements Transfer {
        @Override
        public String verb() {
            return "copy";
        }

        @Override
        public String route() {
            return source + " to " + target;
        }

        @Override
        public String operation() {
            return "CopyObject";
        }
    }

    record Delete(ObjectLocation target) implements Transfer {
        @Override
        public String verb() {
            return "delete";
        }

        @Override
        public String route() {
            return target.toString();
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public String operation() {
            return "DeleteObject";
        }
    }
}

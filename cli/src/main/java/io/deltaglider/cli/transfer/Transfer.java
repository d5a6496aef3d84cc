package io.deltaglider.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** One file or object to be moved or removed, by itself; everything is decided, nothing has happened yet. */
public sealed interface Transfer {
    /** As in {@code upload: ./app.zip to s3://releases/app.zip}. */
    String verb();

    /** What follows the verb. */
    String route();

    /** What is on its way, without the folders that it is in: for those who watch. */
    default String name() {
        String whole =
                switch (this) {
                    case Upload upload -> upload.shown();
                    case Download download -> download.source().key();
                    case Copy copy -> copy.source().key();
                    case Delete delete -> delete.target().key();
                    case Replacement replacement -> replacement.download().source().key();
                    case DeleteFile delete -> delete.shown();
                };
        return whole.substring(whole.lastIndexOf('/', whole.length() - 2) + 1);
    }

    /** Bytes that will pass. */
    long size();

    /** The S3 operation that may fail, for messages. */
    String operation();

    /**
     * A file to S3.
     *
     * @param shown its name for people, relative to the current folder
     * @param modified when the file was last written
     * @param move whether the file is removed afterwards
     */
    record Upload(
            Path file,
            String shown,
            ObjectLocation target,
            long size,
            Instant modified,
            boolean move)
            implements Transfer {
        @Override
        public String verb() {
            return move ? "move" : "upload";
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

    /**
     * An object to a file.
     *
     * @param modified of the object; the file gets the same
     * @param move whether the object is removed afterwards
     */
    record Download(
            ObjectLocation source,
            Path file,
            String shown,
            long size,
            Instant modified,
            boolean move)
            implements Transfer {
        @Override
        public String verb() {
            return move ? "move" : "download";
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

    /** An object to a file in place of a folder, which is removed once the object has arrived. */
    record Replacement(Download download, ReplacedFolder folder) implements Transfer {
        @Override
        public String verb() {
            return download.verb();
        }

        @Override
        public String route() {
            return download.route();
        }

        @Override
        public long size() {
            return download.size();
        }

        @Override
        public String operation() {
            return download.operation();
        }
    }

    /**
     * An object to another key or bucket.
     *
     * @param eTag that the source had when it was chosen; needed for a move
     * @param move whether the source is removed afterwards, if it is still the same
     */
    record Copy(
            ObjectLocation source,
            ObjectLocation target,
            long size,
            Optional<String> eTag,
            boolean move)
            implements Transfer {
        /** That is no move. */
        public Copy(ObjectLocation source, ObjectLocation target, long size) {
            this(source, target, size, Optional.empty(), false);
        }

        @Override
        public String verb() {
            return move ? "move" : "copy";
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

    /** Removal of a file, by {@code sync --delete}. */
    record DeleteFile(Path file, String shown) implements Transfer {
        @Override
        public String verb() {
            return "delete";
        }

        @Override
        public String route() {
            return shown;
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public String operation() {
            return "DeleteFile";
        }
    }
}

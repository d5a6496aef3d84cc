package io.deltaglider.cli.analyze;

import io.deltaglider.cli.shell.TemporaryFiles;
import io.deltaglider.delta.Content;
import io.deltaglider.engine.analyze.Source;

import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An object, which is brought here when it is opened. */
public record StoredSource(S3Client client, String bucket, String key, long size)
        implements Source {
    @Override
    public Content open() throws IOException {
        Path file = TemporaryFiles.create();
        boolean done = false;
        try (InputStream in =
                client.getObject(
                        r -> r.bucket(bucket).key(key), ResponseTransformer.toInputStream())) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            Content content = new Fetched(Content.of(file), file);
            done = true;
            return content;
        } finally {
            if (!done) {
                TemporaryFiles.discard(file);
            }
        }
    }

    /** A file that is deleted when it is closed. */
    private record Fetched(Content content, Path file) implements Content {
        @Override
        public long size() {
            return content.size();
        }

        @Override
        public void read(long position, byte[] into, int from, int length) throws IOException {
            content.read(position, into, from, length);
        }

        @Override
        public void close() throws IOException {
            try {
                content.close();
            } finally {
                TemporaryFiles.discard(file);
            }
        }
    }
}

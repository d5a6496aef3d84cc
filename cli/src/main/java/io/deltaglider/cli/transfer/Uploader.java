package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.ByteProgress;
import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.shell.TemporaryFiles;
import io.deltaglider.engine.progress.WorkListener;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends files. */
public final class Uploader {
    /** S3's own default, when a name tells nothing. */
    private static final String UNKNOWN_TYPE = "binary/octet-stream";

    /** How often a file is sent that is written to before it is stored. */
    private static final int ATTEMPTS = 3;

    private final S3Client client;
    private final RequestTemplates templates;
    private final PartsUploader parts;

    public Uploader(S3Client client) {
        this(client, RequestTemplates.PLAIN, true);
    }

    /**
     * With what the options say about every request.
     *
     * @param delta whether the engine may make deltas at all
     */
    public Uploader(S3Client client, RequestTemplates templates, boolean delta) {
        this.client = client;
        this.templates = templates;
        this.parts = new PartsUploader(client, delta);
    }

    /** Returns whether the file is still what was sent; if not, it has grown, or is gone. */
    boolean upload(Transfer.Upload upload, Work work) throws IOException {
        Path file = upload.file();
        if (Files.isDirectory(file)) {
            throw new IOException("Is a directory: '" + file + "'; --recursive sends its files");
        }
        for (int attempt = 1; ; attempt++) {
            SentFile sent = SentFile.of(file);
            put(upload.target(), sent, type(file), work);
            SentFile.State state = sent.state();
            if (state != SentFile.State.CHANGED) {
                return state == SentFile.State.SAME;
            }
            // The object is younger than the change, so "sync" would never send it.
            work.passed(-sent.size());
            if (attempt == ATTEMPTS) {
                throw new IOException(
                        "The file goes on changing; an earlier state of it is stored: '"
                                + file
                                + "'");
            }
        }
    }

    /** Sends a file. */
    public void upload(Path file, ObjectLocation target) throws IOException {
        put(target, SentFile.of(file), type(file), Work.unwatched());
    }

    private String type(Path file) {
        return templates.guessTypes() ? ContentTypes.of(file).orElse(UNKNOWN_TYPE) : UNKNOWN_TYPE;
    }

    /** Sends all of a stream, whose length is not known before it ends. */
    public void upload(InputStream in, ObjectLocation target) throws IOException {
        Path file = TemporaryFiles.create();
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                in.transferTo(out);
            }
            put(target, SentFile.of(file), UNKNOWN_TYPE, Work.unwatched());
        } finally {
            TemporaryFiles.discard(file);
        }
    }

    private void put(ObjectLocation target, SentFile file, String guessed, Work work)
            throws IOException {
        if (target.key().isEmpty()) {
            throw new IOException("a key is needed, " + target + " names only a bucket");
        }
        PutObjectRequest template = templates.put();
        UserMetadata.requireAscii(template.metadata());
        String type = template.contentType() == null ? guessed : template.contentType();
        PutObjectRequest request =
                template.toBuilder()
                        .bucket(target.bucket())
                        .key(target.key())
                        .contentType(type)
                        .overrideConfiguration(WorkListener.with(work))
                        .build();
        try {
            if (parts.takes(request, file.path(), file.size())) {
                parts.upload(request, file, work);
            } else {
                if (parts.mayBeDelta(file.path(), file.size())) {
                    work.willBeEncoded();
                }
                RequestBody body =
                        RequestBody.fromContentProvider(
                                new FileBody(file, work), file.size(), type);
                client.putObject(request, body);
            }
        } catch (SdkException | UncheckedIOException e) {
            // Whatever has become of the reason on its way.
            file.requireUnspoilt();
            throw e;
        }
    }

    /** Opens the file once for each attempt. */
    private static final class FileBody implements ContentStreamProvider {
        private final SentFile file;
        private final ByteProgress progress;
        private @Nullable CountingInputStream last;

        FileBody(SentFile file, ByteProgress progress) {
            this.file = file;
            this.progress = progress;
        }

        /** It can be read again: see {@code ClientBody} in the engine. */
        @Override
        public String name() {
            return ProviderType.FILE.getName();
        }

        @Override
        public InputStream newStream() {
            try {
                if (last != null) {
                    last.close();
                    last.undo();
                }
                last = new CountingInputStream(file.open(), progress);
                return last;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

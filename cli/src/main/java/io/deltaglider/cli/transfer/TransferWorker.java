package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.ByteProgress;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;

/** Carries out single transfers. Safe for use by many threads. */
public final class TransferWorker {
    private final S3Client client;
    private final Uploader uploader;
    private final Downloader downloader;

    public TransferWorker(S3Client client) {
        this.client = client;
        this.uploader = new Uploader(client);
        this.downloader = new Downloader(client);
    }

    void carryOut(Transfer transfer, ByteProgress progress) throws IOException {
        switch (transfer) {
            case Transfer.Upload upload -> uploader.upload(upload, progress);
            case Transfer.Download download -> downloader.download(download, progress);
            case Transfer.Copy copy -> {
                client.copyObject(r ->
                        r.sourceBucket(copy.source().bucket())
                                .sourceKey(copy.source().key())
                                .destinationBucket(copy.target().bucket())
                                .destinationKey(copy.target().key()));
                progress.passed(copy.size());
            }
            case Transfer.Delete delete ->
                    client.deleteObject(
                            r -> r.bucket(delete.target().bucket()).key(delete.target().key()));
        }
    }
}

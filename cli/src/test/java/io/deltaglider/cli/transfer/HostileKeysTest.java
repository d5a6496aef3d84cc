package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a bucket that somebody else has filled may do to a download: nothing outside the target folder. */
class HostileKeysTest {
    @TempDir Path directory;

    /** A listing that no decent store gives. */
    private static final class HostileListing extends DelegatingS3Client {
        private final List<String> keys;

        HostileListing(EmbeddedStore store, List<String> keys) {
            super(store);
            this.keys = keys;
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            return ListObjectsV2Response.builder()
                    .isTruncated(false)
                    .contents(keys.stream().map(HostileListing::object).toList())
                    .build();
        }

        private static S3Object object(String key) {
            return S3Object.builder().key(key).size(1L).lastModified(Instant.EPOCH).build();
        }
    }

    private static final class Plan implements TransferSink {
        final List<Path> files = new ArrayList<>();
        final List<String> skipped = new ArrayList<>();

        @Override
        public void accept(Transfer transfer) {
            files.add(((Transfer.Download) transfer).file());
        }

        @Override
        public void skip(String what, String reason) {
            skipped.add(what + " " + reason);
        }

        @Override
        public void refuse(Transfer transfer, String reason) {
            skipped.add(transfer.route() + " " + reason);
        }
    }

    @Test
    void theyAreSkippedAndTheOthersAreNot() throws IOException {
        Plan plan = new Plan();
        Path out = directory.resolve("out");
        List<String> keys =
                Stream.of("fine", "../escaped", "a/../../escaped", "x\0y", "..", "/abs", "z/fine")
                        .map(key -> "p/" + key)
                        .toList();
        try (EmbeddedStore store = EmbeddedStore.open(directory.resolve("store"))) {
            new TransferPlan(
                            new HostileListing(store, keys),
                            new LocalPaths(directory),
                            PlanOptions.PLAIN)
                    .download(new ObjectLocation("bkt", "p"), "out", true, plan);
        }
        assertThat(plan.files)
                .containsExactly(out.resolve("fine"), out.resolve("abs"), out.resolve("z/fine"));
        assertThat(plan.skipped).hasSize(4);
        assertThat(plan.skipped.getFirst())
                .isEqualTo("s3://bkt/p/../escaped File references a parent directory.");
    }
}

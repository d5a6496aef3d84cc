package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the comparison with the AWS CLI cannot show: stores that misbehave, and where we leave more alone than it does. */
class SyncPlanTest {
    @TempDir Path directory;

    private S3Client store;
    private final List<String> planned = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final TransferSink sink =
            new TransferSink() {
                @Override
                public void accept(Transfer transfer) {
                    planned.add(transfer.verb() + ": " + transfer.route());
                }

                @Override
                public void skip(String what, String reason) {
                    skipped.add(what + ": " + reason);
                }

                @Override
                public void refuse(Transfer transfer, String reason) {
                    refused.add(transfer.verb() + ": " + transfer.route() + " " + reason);
                }
            };

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(directory.resolve("store"));
        store.createBucket(r -> r.bucket("bkt"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(String... keys) {
        for (String key : keys) {
            store.putObject(r -> r.bucket("bkt").key(key), RequestBody.fromString(key));
        }
    }

    private void file(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    private SyncPlan plan(S3Client client) {
        return new SyncPlan(
                client, new LocalPaths(directory), PlanOptions.PLAIN, SyncRule.SIZE_AND_TIME, true);
    }

    /** An S3 client that lists what it is told to, in that order. */
    private static final class Listing extends DelegatingS3Client {
        private final List<String> keys;

        Listing(S3Client store, String... keys) {
            super(store);
            this.keys = List.of(keys);
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            return ListObjectsV2Response.builder()
                    .isTruncated(false)
                    .contents(
                            keys.stream()
                                    .filter(key -> key.startsWith(request.prefix()))
                                    .map(key ->
                                            S3Object.builder()
                                                    .key(key)
                                                    .size(1L)
                                                    .lastModified(Instant.EPOCH)
                                                    .build())
                                    .toList())
                    .build();
        }
    }

    @Test
    void aListingOutOfOrderEndsIt() {
        SyncPlan plan = plan(new Listing(store, "a/2", "a/1", "b/1", "b/2"));
        assertThatThrownBy(() ->
                        plan.copy(
                                new ObjectLocation("bkt", "a"),
                                new ObjectLocation("bkt", "b"),
                                sink))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("does not list its keys in order");
        assertThat(planned).noneMatch(line -> line.startsWith("delete"));
    }

    @Test
    void keysThatShareAFileWithOthersDoNotRemoveIt() throws IOException {
        file("down/x/y");
        plan(new Listing(store, "p//odd", "p/x//y"))
                .download(new ObjectLocation("bkt", "p"), "down", sink);
        assertThat(planned)
                .containsExactly(
                        "download: s3://bkt/p//odd to down/odd",
                        "download: s3://bkt/p/x//y to down/x/y");
    }

    @Test
    void whatLeadsOutOfTheFolderIsLeftAlone() {
        plan(new Listing(store, "p/../../evil", "p/ok"))
                .download(new ObjectLocation("bkt", "p"), "down", sink);
        assertThat(planned).containsExactly("download: s3://bkt/p/ok to down/ok");
        assertThat(skipped).singleElement().asString().contains("parent directory");
    }

    @Test
    void anUnreadableFolderIsNoEmptyOne() throws IOException {
        put("p/closed/kept", "p/closed-2/gone", "p/gone");
        file("up/closed/kept");
        file("up/here");
        // Only a loop or a lack of rights makes a folder unreadable, and the tests may run as root.
        Path closed = directory.resolve("up/closed");
        closed.toFile().setReadable(false);
        boolean unreadable;
        try (Stream<Path> files = Files.list(closed)) {
            unreadable = files == null;
        } catch (IOException e) {
            unreadable = true;
        }
        org.junit.jupiter.api.Assumptions.assumeTrue(unreadable, "root reads everything");
        plan(store).upload("up", new ObjectLocation("bkt", "p"), sink);
        assertThat(planned)
                .containsExactlyInAnyOrder(
                        "delete: s3://bkt/p/closed-2/gone",
                        "delete: s3://bkt/p/gone",
                        "upload: up/here to s3://bkt/p/here");
        assertThat(skipped).hasSize(1);
    }

    @Test
    void aSourceThatIsAFileRemovesNothing() throws IOException {
        put("p/kept");
        file("up");
        plan(store).upload("up", new ObjectLocation("bkt", "p"), sink);
        assertThat(planned).isEmpty();
        assertThat(skipped).hasSize(1);
    }

    @Test
    void neighboursOfThePrefixAreSafe() throws IOException {
        put("app/old", "app-other/x", "app2/x", "app.txt");
        file("up/new");
        plan(store).upload("up", new ObjectLocation("bkt", "app"), sink);
        assertThat(planned)
                .containsExactly("upload: up/new to s3://bkt/app/new", "delete: s3://bkt/app/old");
    }

    private void download() {
        plan(store).download(new ObjectLocation("bkt", "p"), "down", sink);
    }

    @Test
    void aFileReplacesAFolderOfWhichNothingIsWanted() throws IOException {
        put("p/d");
        file("down/d-1");
        file("down/d/f");
        file("down/d/sub/g");
        file("down/e");
        Files.createDirectories(directory.resolve("down/d/empty"));
        download();
        assertThat(planned)
                .containsExactly(
                        "delete: down/d-1", "download: s3://bkt/p/d to down/d", "delete: down/e");
        assertThat(skipped).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void aFolderStaysWholeWhenAnythingInItHasToStay() throws IOException {
        put("p/d");
        file("down/d/f");
        file("down/d/kept.txt");
        PlanOptions options =
                new PlanOptions(
                        new PathFilter(List.of(new PathFilter.Rule(false, "d/kept*"))),
                        true,
                        false,
                        PlanOptions.Archived.WARN,
                        RequestTemplates.PLAIN);
        new SyncPlan(store, new LocalPaths(directory), options, SyncRule.SIZE_AND_TIME, true)
                .download(new ObjectLocation("bkt", "p"), "down", sink);
        assertThat(planned).isEmpty();
        assertThat(refused).singleElement().asString().contains("stays", "d/kept.txt");
    }

    @Test
    void aFolderStaysThatOtherObjectsAreIn() throws IOException {
        put("p/d", "p/d/f");
        file("down/d/f");
        file("down/d/g");
        download();
        assertThat(planned).containsExactly("download: s3://bkt/p/d/f to down/d/f");
        assertThat(refused).singleElement().asString().contains("no file system holds both");
    }

    @Test
    void onlyDeleteReplacesFolders() throws IOException {
        put("p/d");
        file("down/d/f");
        new SyncPlan(
                        store,
                        new LocalPaths(directory),
                        PlanOptions.PLAIN,
                        SyncRule.SIZE_AND_TIME,
                        false)
                .download(new ObjectLocation("bkt", "p"), "down", sink);
        assertThat(planned).containsExactly("download: s3://bkt/p/d to down/d");
    }

    @Test
    void whatALinkLeadsToIsNotDeleted() throws IOException {
        put("p/linked");
        file("elsewhere/mine");
        file("down/gone");
        Files.createSymbolicLink(directory.resolve("down/link"), directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("down/linked"), directory.resolve("elsewhere"));
        download();
        assertThat(planned)
                .containsExactly("delete: down/gone", "download: s3://bkt/p/linked to down/linked");
        assertThat(skipped).singleElement().asString().contains("down/link/mine", "symbolic link");
    }

    @Test
    void whatWasLeftOutOfTheSourceIsNotUnwanted() throws IOException {
        put("p/broken", "p/loop/x", "p/gone");
        Files.createDirectories(directory.resolve("up"));
        Files.createSymbolicLink(directory.resolve("up/broken"), Path.of("nowhere"));
        Files.createSymbolicLink(directory.resolve("up/loop"), Path.of("."));
        plan(store).upload("up", new ObjectLocation("bkt", "p"), sink);
        assertThat(planned).containsExactly("delete: s3://bkt/p/gone");
        assertThat(skipped).hasSize(2);
    }
}

package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.layout.ReferenceKey;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** References that are delta files themselves, as later writers make them: what reads today must read them. */
class DeepReferenceTest extends EngineFixture {
    private static final String KEY = "v9/app.bin";
    private static final String SPACE = "0123456789abcdef";

    /** Stores FIRST as a reference, SECOND as a delta to it, and THIRD under the key as a delta to that. */
    private ReferenceKey store() throws IOException {
        ReferenceKey base = reference(FIRST, 0);
        ReferenceKey middle = reference(SECOND, 1);
        putRaw(base.key(), FIRST);
        putRaw(middle.key(), delta(FIRST, base, SECOND));
        putRaw(KEY, delta(SECOND, middle, THIRD));
        return base;
    }

    private void putRaw(String key, byte[] bytes) {
        store.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private static ReferenceKey reference(byte[] bytes, int depth) {
        return new ReferenceKey(
                SPACE, Bodies.sha256(bytes), 0, bytes.length, depth, ReferenceKey.NO_SKETCH);
    }

    private static byte[] delta(byte[] reference, ReferenceKey key, byte[] target)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DeltaHeader header =
                new DeltaHeader(
                        target.length,
                        Bodies.sha256(target),
                        Bodies.md5(target),
                        Bodies.md5(target),
                        "a/b",
                        Optional.of(new ReferenceId(key.sha256(), key.size(), key.key())));
        try (Content from = Content.of(reference);
                Content to = Content.of(target)) {
            new DeltaEncoder(Effort.FAST).encode(from, to, header, Long.MAX_VALUE, out);
        }
        return out.toByteArray();
    }

    @Test
    void aChainIsFollowedToItsEnd() throws IOException {
        store();
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(THIRD);
        assertThat(Stores.range(engine(store, "cold"), BUCKET, KEY, "bytes=150000-150099"))
                .isEqualTo(Arrays.copyOfRange(THIRD, 150_000, 150_100));
    }

    @Test
    void aChainThatIsBrokenSaysWhere() throws IOException {
        ReferenceKey base = store();
        store.deleteObject(r -> r.bucket(BUCKET).key(base.key()));
        assertThatThrownBy(() -> Stores.get(client, BUCKET, KEY))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorCode())
                                        .isEqualTo("ReferenceMissing"))
                .hasMessageContaining(KEY)
                .hasMessageContaining(base.sha256().substring(0, 12));
    }

    @Test
    void aReferenceThatLeadsToItselfIsRefused() throws IOException {
        ReferenceKey self = reference(SECOND, 1);
        putRaw(self.key(), delta(SECOND, self, SECOND));
        putRaw(KEY, delta(SECOND, self, THIRD));
        assertThatThrownBy(() -> Stores.get(client, BUCKET, KEY)).isInstanceOf(S3Exception.class);
    }
}

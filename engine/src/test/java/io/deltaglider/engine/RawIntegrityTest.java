package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.object.DamagedTransferException;
import io.deltaglider.engine.object.RawContent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Objects that are stored as they are: what arrives is checked as well as what is rebuilt. */
class RawIntegrityTest extends EngineFixture {
    private static final int SMALL = 1000;
    private static final int LARGE = 3 << 20;

    /** Ways in which a body can arrive wrong. */
    enum Damage {
        FLIPPED,
        CUT,
        CUT_AND_ANNOUNCED,
        CUT_WITHOUT_LENGTH,
        LONGER_WITHOUT_LENGTH
    }

    private Tampering tampering;

    @BeforeEach
    void tamper() {
        tampering = new Tampering(store);
        client = engine(tampering, "cache");
    }

    private byte[] put(int size) {
        byte[] bytes = Bodies.random(size, size);
        bytes[0] = (byte) 0xFF; // a JPEG, which no delta is made of
        bytes[1] = (byte) 0xD8;
        bytes[2] = (byte) 0xFF;
        Stores.put(client, BUCKET, "raw.jpg", bytes);
        assertThat(client.inspect(BUCKET, "raw.jpg").kind()).isEqualTo(StoredObject.Kind.RAW);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void whatArrivesWrongOnceIsAskedForAgain(Damage damage) {
        for (int size : new int[] {SMALL, LARGE}) {
            byte[] bytes = put(size);
            tampering.damage(damage, 1);
            assertThat(Stores.get(client, BUCKET, "raw.jpg")).isEqualTo(bytes);
            assertThat(tampering.damaged).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAlwaysArrivesWrongIsAnError(Damage damage) {
        for (int size : new int[] {SMALL, LARGE}) {
            put(size);
            tampering.damage(damage, Integer.MAX_VALUE);
            assertThatThrownBy(() -> Stores.get(client, BUCKET, "raw.jpg"))
                    .isInstanceOf(SdkException.class)
                    .hasMessageContaining("s3://bucket/raw.jpg");
            assertThat(tampering.damaged).isBetween(2, 3);
            if (damage == Damage.FLIPPED) {
                assertThatThrownBy(() -> Stores.get(client, BUCKET, "raw.jpg"))
                        .isInstanceOf(S3Exception.class)
                        .hasMessageContaining("s3://bucket/raw.jpg is damaged");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamEndsWithAnErrorBeforeItsLastBytes(Damage damage) throws IOException {
        byte[] bytes = put(LARGE);
        tampering.damage(damage, 1);
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(r -> r.bucket(BUCKET).key("raw.jpg"))) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(DamagedTransferException.class)
                    .hasMessageContaining("s3://bucket/raw.jpg");
        }
        assertThat(Stores.get(client, BUCKET, "raw.jpg")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT", "CUT_WITHOUT_LENGTH", "CUT_AND_ANNOUNCED", "LONGER_WITHOUT_LENGTH"})
    void rangesHaveTheLengthThatTheyShouldHave(Damage damage) {
        byte[] bytes = put(LARGE);
        tampering.damage(damage, 1);
        byte[] range;
        try {
            range = Stores.range(client, BUCKET, "raw.jpg", "bytes=1000-1999");
        } catch (SdkException refused) {
            range = Stores.range(client, BUCKET, "raw.jpg", "bytes=1000-1999");
        }
        assertThat(range).isEqualTo(Arrays.copyOfRange(bytes, 1000, 2000));
    }

    @Test
    void objectsOfOthersAreCheckedAgainstAnEtagThatIsAnMd5() {
        byte[] bytes = Bodies.random(5, LARGE);
        Stores.put(store, BUCKET, "foreign", bytes);
        tampering.damage(Damage.FLIPPED, 1);
        assertThat(Stores.get(client, BUCKET, "foreign")).isEqualTo(bytes);
        tampering.damage(Damage.FLIPPED, Integer.MAX_VALUE);
        assertThatThrownBy(() -> Stores.get(client, BUCKET, "foreign"))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("s3://bucket/foreign is damaged");
    }

    @Test
    void metadataThatAnotherToolHasKeptDoNotCount() {
        put(SMALL);
        Map<String, String> metadata =
                store.headObject(r -> r.bucket(BUCKET).key("raw.jpg")).metadata();
        byte[] edited = Bodies.random(8, SMALL + 1);
        store.putObject(
                r -> r.bucket(BUCKET).key("raw.jpg").metadata(metadata),
                RequestBody.fromBytes(edited));
        assertThat(Stores.get(client, BUCKET, "raw.jpg")).isEqualTo(edited);
    }

    @Test
    void digestAndSizeAreKeptAndNotShown() {
        for (int size : new int[] {SMALL, LARGE}) {
            byte[] bytes = put(size);
            assertThat(store.headObject(r -> r.bucket(BUCKET).key("raw.jpg")).metadata())
                    .containsEntry("dg-sha256", Bodies.sha256(bytes))
                    .containsEntry("dg-size", Integer.toString(size));
            assertThat(client.headObject(r -> r.bucket(BUCKET).key("raw.jpg")).metadata())
                    .isEmpty();
            assertThat(Stores.response(client, BUCKET, "raw.jpg").response().metadata()).isEmpty();
        }
        client.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey("raw.jpg")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy.jpg")
                        .metadataDirective("REPLACE")
                        .metadata(Map.of("own", "entry")));
        assertThat(store.headObject(r -> r.bucket(BUCKET).key("copy.jpg")).metadata())
                .containsEntry("own", "entry")
                .containsKey("dg-etag");
    }

    @ParameterizedTest
    @ValueSource(ints = {1700, 1850, 1950, 2000})
    void whatDoesNotFitBesideTheClientsMetadataIsLeftOut(int length) {
        String value = "v".repeat(length);
        byte[] bytes = Bodies.random(3, SMALL);
        client.putObject(
                r -> r.bucket(BUCKET).key("full").metadata(Map.of("own", value)),
                RequestBody.fromBytes(bytes));
        assertThat(Stores.response(client, BUCKET, "full").response().metadata())
                .isEqualTo(Map.of("own", value));
        tampering.damage(Damage.FLIPPED, 1);
        assertThat(Stores.get(client, BUCKET, "full")).isEqualTo(bytes);
    }

    @Test
    void aDeltaWithoutMarksIsRebuiltWhenTheAnswerHasNoLength() {
        putTwoVersions();
        Stores.stripMetadata(store, BUCKET, "v2/app.bin");
        tampering.damage(null, Integer.MAX_VALUE);
        assertThat(Stores.get(engine(tampering, "fresh"), BUCKET, "v2/app.bin")).isEqualTo(SECOND);
    }

    @Test
    void anUploadInPartsKeepsTheDigestThatItsSenderKnows() {
        byte[] bytes = Bodies.random(4, 6 << 20);
        int cut = 5 << 20;
        String upload =
                client.createMultipartUpload(r ->
                                r.bucket(BUCKET)
                                        .key("parts")
                                        .overrideConfiguration(c ->
                                                c.putExecutionAttribute(
                                                        RawContent.KNOWN,
                                                        RawContent.of(
                                                                bytes.length,
                                                                Bodies.sha256(bytes)))))
                        .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (byte[] part :
                List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length))) {
            int number = parts.size() + 1;
            String etag =
                    client.uploadPart(
                                    r ->
                                            r.bucket(BUCKET)
                                                    .key("parts")
                                                    .uploadId(upload)
                                                    .partNumber(number),
                                    RequestBody.fromBytes(part))
                            .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        client.completeMultipartUpload(r ->
                r.bucket(BUCKET)
                        .key("parts")
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(parts)));
        for (Damage damage : Damage.values()) {
            tampering.damage(damage, 1);
            assertThat(Stores.get(client, BUCKET, "parts")).isEqualTo(bytes);
            assertThat(tampering.damaged).isEqualTo(1);
        }
    }

    /** Changes the bodies of answers. */
    private static final class Tampering extends DelegatingS3Client {
        private @Nullable Damage damage;
        private int left;
        int damaged;

        Tampering(S3Client delegate) {
            super(delegate);
        }

        /** @param kind null to leave out the length alone */
        void damage(@Nullable Damage kind, int times) {
            damage = kind;
            left = times;
            damaged = 0;
        }

        @Override
        public <R> R getObject(
                GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
            return super.getObject(
                    request,
                    ResponseTransformer.unmanaged((response, in) -> {
                        if (left <= 0) {
                            return transformer.transform(response, in);
                        }
                        left--;
                        damaged++;
                        byte[] body = in.readAllBytes();
                        GetObjectResponse.Builder answer = response.toBuilder();
                        if (damage == Damage.FLIPPED) {
                            body[body.length / 2] ^= 1;
                        } else if (damage == Damage.LONGER_WITHOUT_LENGTH) {
                            body = Arrays.copyOf(body, body.length + 7);
                        } else if (damage != null) {
                            body = Arrays.copyOf(body, body.length - 7);
                        }
                        if (damage == Damage.CUT_AND_ANNOUNCED) {
                            answer.contentLength((long) body.length);
                        } else if (damage != Damage.CUT && damage != Damage.FLIPPED) {
                            answer.contentLength(null);
                        }
                        return transformer.transform(
                                answer.build(),
                                AbortableInputStream.create(new ByteArrayInputStream(body)));
                    }));
        }
    }
}

package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class FaultyS3ClientTest {
    private EmbeddedStore store;
    private FaultyS3Client s3;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder);
        s3 = new FaultyS3Client(store);
        s3.createBucket(b -> b.bucket("test"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(String key, String text) {
        s3.putObject(b -> b.bucket("test").key(key), RequestBody.fromString(text));
    }

    private String get(String key) {
        return s3.getObjectAsBytes(b -> b.bucket("test").key(key)).asUtf8String();
    }

    @Test
    void failsTheChosenCallOnly() {
        s3.failCall(2, Fault.slowDown());
        put("a", "one");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> put("a", "two"))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(503))
                .satisfies(e -> assertThat(e.isThrottlingException()).isTrue());
        assertThat(s3.hasFailed()).isTrue();
        assertThat(get("a")).isEqualTo("one");
        assertThat(s3.calls()).isEqualTo(3);
    }

    @Test
    void everyCallInTurnEndsWhenThereAreNoMoreCalls() {
        int n = 1;
        for (; ; n++) {
            s3.failCall(n, Fault.internalError());
            try {
                put("k", "v");
                get("k");
            } catch (SdkException e) {
                assertThat(e).isInstanceOf(S3Exception.class);
            }
            if (!s3.hasFailed()) {
                break;
            }
        }
        assertThat(n).isEqualTo(3);
    }

    @Test
    void timeoutBeforeHasNoEffectAndALostAnswerHas() {
        s3.failAll("PutObject", new Fault.TimeoutBefore());
        assertThatThrownBy(() -> put("before", "x")).isInstanceOf(SdkClientException.class);
        s3.failAll("PutObject", new Fault.AnswerLost());
        assertThatThrownBy(() -> put("after", "x"))
                .isInstanceOf(ApiCallAttemptTimeoutException.class);
        s3.heal();
        assertThatThrownBy(() -> get("before")).isInstanceOf(NoSuchKeyException.class);
        assertThat(get("after")).isEqualTo("x");
    }

    @Test
    void bodiesBreakOffEndEarlyOrAreStale() {
        put("k", "0123456789");
        s3.failAll("GetObject", new Fault.BodyBreaksOff(4));
        assertThatThrownBy(() -> get("k")).hasRootCauseInstanceOf(IOException.class);
        s3.failAll("GetObject", new Fault.BodyEndsEarly(4));
        assertThat(get("k")).isEqualTo("0123");
        s3.failAll("GetObject", new Fault.StaleBody("old".getBytes(StandardCharsets.UTF_8)));
        assertThat(get("k")).isEqualTo("old");
        s3.heal();
        assertThat(get("k")).isEqualTo("0123456789");
    }

    @Test
    void bodyFaultsLeaveOtherRequestsAlone() {
        s3.failCall(1, new Fault.BodyEndsEarly(0));
        put("k", "v");
        assertThat(s3.hasFailed()).isFalse();
        assertThat(get("k")).isEqualTo("v");
    }
}

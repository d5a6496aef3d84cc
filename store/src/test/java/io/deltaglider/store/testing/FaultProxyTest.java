package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The proxy makes each fault happen, and nothing else. */
class FaultProxyTest {
    private LocalS3Server server;
    private FaultProxy proxy;
    private S3Client direct;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        server = LocalS3Server.inMemory();
        proxy = new FaultProxy(server.endpoint());
        direct = server.client();
        client =
                LocalS3Server.clientBuilder(
                                proxy.endpoint(),
                                server.accessKey(),
                                server.secretKey(),
                                Region.US_EAST_1)
                        .build();
        client.createBucket(r -> r.bucket("bkt"));
        put("old");
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        server.close();
    }

    private void put(String text) {
        var _ = client.putObject(r -> r.bucket("bkt").key("k"), RequestBody.fromString(text));
    }

    private static String get(S3Client from) {
        return from.getObjectAsBytes(r -> r.bucket("bkt").key("k"))
                .asString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutAPlanNothingGoesWrong() {
        assertThat(get(client)).isEqualTo("old");
        assertThat(client.headObject(r -> r.bucket("bkt").key("k")).contentLength()).isEqualTo(3);
        assertThat(client.listObjectsV2(r -> r.bucket("bkt")).contents()).hasSize(1);
        client.deleteObject(r -> r.bucket("bkt").key("k"));
        assertThatThrownBy(() -> get(client)).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void requestsAndAnswersAreLost() throws IOException {
        proxy.failNth(1, new WireFault.LoseRequest());
        assertThatThrownBy(() -> put("new")).isInstanceOf(SdkClientException.class);
        assertThat(get(direct)).isEqualTo("old");
        proxy.failNth(1, new WireFault.LoseAnswer());
        assertThatThrownBy(() -> put("new")).isInstanceOf(SdkClientException.class);
        assertThat(get(direct)).isEqualTo("new");
        proxy.failNth(1, new WireFault.Late());
        assertThatThrownBy(() -> put("late")).isInstanceOf(SdkClientException.class);
        assertThat(get(direct)).isEqualTo("new");
        proxy.deliverLate();
        assertThat(get(direct)).isEqualTo("late");
        assertThat(proxy.faults()).isEqualTo(1);
    }

    @Test
    void bodiesAreCutShortenedAndAltered() {
        proxy.failNth(1, new WireFault.CutBody(1));
        assertThatThrownBy(() -> get(client)).isInstanceOf(SdkException.class);
        proxy.failNth(1, new WireFault.ShortenBody(2));
        assertThat(client.getObject(r -> r.bucket("bkt").key("k")).response().contentLength())
                .isEqualTo(2);
        proxy.failNth(1, new WireFault.FlipRequest(0));
        assertThatThrownBy(() -> put("new")).isInstanceOf(S3Exception.class);
        assertThat(get(direct)).isEqualTo("old");
    }

    @Test
    void othersAnswerInTheStoresPlace() {
        assertThat(get(client)).isEqualTo("old");
        put("new");
        proxy.failNth(1, new WireFault.Stale());
        assertThat(get(client)).isEqualTo("old");
        proxy.failNth(1, WireFault.maintenancePage());
        assertThat(client.headObject(r -> r.bucket("bkt").key("k")).contentType())
                .isEqualTo("text/html");
        proxy.failNth(1, WireFault.refusal(400, "InvalidRequest"));
        assertThatThrownBy(() -> get(client)).hasMessageContaining("injected");
        proxy.failNth(1, new WireFault.Repeat());
        put("twice");
        proxy.heal();
        assertThat(get(client)).isEqualTo("twice");
    }
}

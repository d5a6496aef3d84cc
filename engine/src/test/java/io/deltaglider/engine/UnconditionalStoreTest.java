package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.layout.ReferenceKey;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.concurrent.atomic.AtomicBoolean;

/** A store that knows no conditional writes and says so (501), as some do. */
class UnconditionalStoreTest extends EngineFixture {
    private HookedS3Client hooked;
    private DeltaGliderS3Client engine;

    /** Answers 501 to every PUT with a condition. */
    private static final class Unconditional extends DelegatingS3Client {
        Unconditional(S3Client store) {
            super(store);
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            if (request.ifMatch() != null || request.ifNoneMatch() != null) {
                throw S3Exception.builder()
                        .statusCode(501)
                        .message("no conditional writes here")
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode("NotImplemented").build())
                        .build();
            }
            return super.putObject(request, body);
        }
    }

    @BeforeEach
    void withoutConditions() {
        hooked = new HookedS3Client(new Unconditional(store));
        engine = engine(hooked, "unconditional");
    }

    @Test
    void versionsAreDeltasAllTheSame() {
        Stores.put(engine, BUCKET, "v1/app.bin", FIRST);
        Stores.put(engine, BUCKET, "v2/app.bin", SECOND);
        assertThat(engine.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(StoredObject.Kind.DELTA);
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
    }

    @Test
    void anObjectWhoseReferenceIsRetiredMeanwhileIsPointedElsewhere() {
        Stores.put(engine, BUCKET, "v1/app.bin", FIRST);
        AtomicBoolean done = new AtomicBoolean();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (request instanceof PutObjectRequest put
                                && put.key().equals("v2/app.bin")
                                && !done.getAndSet(true)) {
                            Stores.retireReferences(store, BUCKET);
                        }
                    }
                });
        Stores.put(engine, BUCKET, "v2/app.bin", SECOND);
        ReferenceKey retired = Stores.references(store, BUCKET).getFirst();
        store.deleteObject(r -> r.bucket(BUCKET).key(retired.key()));
        assertThat(retired.generation()).isZero();
        assertThat(Stores.get(engine(store, "reader"), BUCKET, "v2/app.bin")).isEqualTo(SECOND);
    }
}

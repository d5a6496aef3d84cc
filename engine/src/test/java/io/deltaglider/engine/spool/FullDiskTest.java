package io.deltaglider.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;

/** No byte of a body is lost when there is no room for it. */
class FullDiskTest {
    private static final int SIZE = 3_000_000;

    @TempDir Path temporary;

    @Test
    void whatWasReceivedIsGivenBack() throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Path occupied = Files.writeString(temporary.resolve("tmp"), "no folder");
        try (WorkFolder folder = WorkFolder.at(occupied)) {
            InputStream in = new ByteArrayInputStream(bytes);
            PutObjectRequest request =
                    PutObjectRequest.builder().bucket("bucket").key("key").build();
            NoRoomException noRoom =
                    catchThrowableOfType(
                            NoRoomException.class,
                            () ->
                                    new BodyReceiver(folder)
                                            .receive(
                                                    request,
                                                    in,
                                                    OptionalLong.of(SIZE),
                                                    new BodyChecksums(request)));
            try (noRoom) {
                assertThat(noRoom).hasMessageContaining(occupied.toString());
                assertThat(new SequenceInputStream(noRoom.received(), in)).hasBinaryContent(bytes);
            }
        }
    }
}

package io.deltaglider.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.cli.Samples;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class CheckedOutputTest {
    @Test
    void allBytesArrive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new CheckedOutput(print(bytes))) {
            out.write(Samples.noise(1, 100_000));
            out.write(7);
        }
        assertThat(bytes.toByteArray()).startsWith(Samples.noise(1, 100_000)).hasSize(100_001);
    }

    @Test
    void aFullDiskIsAnError() {
        CheckedOutput out =
                new CheckedOutput(
                        print(
                                new OutputStream() {
                                    @Override
                                    public void write(int b) throws IOException {
                                        throw new IOException("No space left on device");
                                    }
                                }));
        assertThatThrownBy(() -> out.write(new byte[10]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("standard output");
    }

    private static PrintStream print(OutputStream out) {
        return new PrintStream(out, false, StandardCharsets.UTF_8);
    }
}

package io.deltaglider.engine.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.write.Growth;
import io.deltaglider.engine.write.Packing;
import io.deltaglider.engine.write.WritePolicy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A file that cannot be read, or on which the codec fails, costs the estimate of that file. */
class BadSourceTest {
    private static final int SIZE = 200_000;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Bytes(String key, byte[] bytes, int goodReads) implements Source {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public Content open() throws IOException {
            if (goodReads < 0) {
                throw new IOException("permission denied");
            }
            Content content = Content.of(bytes);
            return new Content() {
                private int left = goodReads;

                @Override
                public long size() {
                    return content.size();
                }

                @Override
                public synchronized void read(long position, byte[] into, int from, int length)
                        throws IOException {
                    if (left-- <= 0) {
                        throw new IllegalStateException("index -564");
                    }
                    content.read(position, into, from, length);
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void theOthersAreEstimatedAndTheBadOnesNamed() throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(3).nextBytes(bytes);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] version = bytes.clone();
            version[1000 * (i + 1)] ^= 1;
            int goodReads = i == 1 ? -1 : i == 2 ? 1 : i == 3 ? 4 : Integer.MAX_VALUE;
            sources.add(new Bytes("app-" + i + ".0.bin", version, goodReads));
        }
        WritePolicy policy =
                new WritePolicy(
                        true,
                        new Eligibility(1000),
                        0.75,
                        Effort.BALANCED,
                        Optional.empty(),
                        new Growth(new GrowthRule(3), Packing.NEVER),
                        5L << 30);

        Estimate estimate = new Analyzer(policy).estimate(sources, 1L << 30, _ -> {});

        assertThat(estimate.count()).isEqualTo(6);
        assertThat(estimate.failures())
                .anySatisfy(each -> assertThat(each).contains("app-1.0.bin", "permission denied"))
                .anySatisfy(each -> assertThat(each).contains("app-2.0.bin", "index -564"));
        assertThat(estimate.failures()).noneMatch(each -> each.matches("(?s).*app-[045].*"));
        assertThat(estimate.stored()).isBetween(3L * SIZE, 5L * SIZE);
    }
}

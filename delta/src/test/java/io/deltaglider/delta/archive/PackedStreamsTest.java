package io.deltaglider.delta.archive;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.List;

class PackedStreamsTest {
    private static final StreamName NAME = new StreamName(5, 6);

    @Test
    void streamsComeByPositionWithAllThatWasSaid() {
        PackedStreams.Builder builder = new PackedStreams.Builder(1000);
        for (int i = 99; i >= 0; i--) {
            builder.addExact(i * 10L, 10, StreamKind.ZIP, new StreamName(i, -i), i << 4);
        }
        PackedStreams streams = builder.build();
        assertThat(streams.count()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(streams.get(i))
                    .isEqualTo(
                            new PackedStream(
                                    i * 10L,
                                    10,
                                    i * 10L + 10,
                                    StreamKind.ZIP,
                                    new StreamName(i, -i),
                                    i << 4));
        }
        assertThat(streams.from(0)).isZero();
        assertThat(streams.from(11)).isEqualTo(2);
        assertThat(streams.from(991)).isEqualTo(100);
    }

    @Test
    void openStreamsMayReachOverOthersButNotBeginInsideThem() {
        PackedStreams.Builder builder = new PackedStreams.Builder(10);
        builder.addOpen(100, 1000, StreamKind.GZIP, NAME);
        builder.addExact(200, 50, StreamKind.ZIP, NAME, 0);
        builder.addOpen(220, 1000, StreamKind.CANDIDATE, NAME);
        builder.addExact(240, 50, StreamKind.ZIP, NAME, 0);
        builder.addOpen(100, 500, StreamKind.CANDIDATE, NAME);
        PackedStreams streams = builder.build();
        assertThat(streams.count()).isEqualTo(2);
        assertThat(streams.get(0))
                .isEqualTo(new PackedStream(100, -1, 1000, StreamKind.GZIP, NAME, 0));
        assertThat(streams.position(1)).isEqualTo(200);
    }

    @Test
    void emptyAndSuperfluousStreamsAreNotTaken() {
        PackedStreams.Builder builder = new PackedStreams.Builder(2);
        builder.addExact(5, 0, StreamKind.ZIP, NAME, 0);
        builder.addExact(5, -3, StreamKind.ZIP, NAME, 0);
        builder.addExact(-1, 3, StreamKind.ZIP, NAME, 0);
        builder.addExact(Long.MAX_VALUE, 3, StreamKind.ZIP, NAME, 0);
        for (int i = 0; i < 3; i++) {
            builder.addExact(i, 1, StreamKind.ZIP, NAME, 0);
        }
        assertThat(builder.isFull()).isTrue();
        assertThat(builder.build().count()).isEqualTo(2);
        assertThat(PackedStreams.empty().count()).isZero();
    }

    @Test
    void whatIsBuiltChangesNoMore() {
        PackedStreams.Builder builder = new PackedStreams.Builder(10);
        builder.addExact(20, 5, StreamKind.ZIP, NAME, 0);
        PackedStreams streams = builder.build();
        builder.addExact(10, 5, StreamKind.ZIP, NAME, 0);
        assertThat(builder.isFull()).isTrue();
        assertThat(streams.count()).isEqualTo(1);
        assertThat(streams.position(0)).isEqualTo(20);
    }

    @Test
    void scansArePutTogether() {
        PackedStreams.Builder one = new PackedStreams.Builder(10);
        one.addOpen(50, 60, StreamKind.GZIP, NAME);
        PackedStreams.Builder other = new PackedStreams.Builder(10);
        other.addExact(10, 5, StreamKind.ZIP, NAME, 7);
        other.addAll(one.build());
        PackedStreams both = other.build();
        assertThat(both.count()).isEqualTo(2);
        assertThat(both.packedLength(0)).isEqualTo(5);
        assertThat(both.get(1)).isEqualTo(one.build().get(0));
    }

    @Property(tries = 300)
    void orderIsStableAndComplete(
            @ForAll @Size(max = 200) List<@IntRange(min = -20, max = 20) Integer> numbers) {
        long[] keys = numbers.stream().mapToLong(i -> i).toArray();
        int[] order = SortedOrder.of(keys, keys.length);
        boolean[] seen = new boolean[keys.length];
        for (int i = 0; i < order.length; i++) {
            assertThat(seen[order[i]]).isFalse();
            seen[order[i]] = true;
            if (i > 0) {
                long before = keys[order[i - 1]];
                assertThat(before).isLessThanOrEqualTo(keys[order[i]]);
                assertThat(before < keys[order[i]] || order[i - 1] < order[i]).isTrue();
            }
        }
    }
}

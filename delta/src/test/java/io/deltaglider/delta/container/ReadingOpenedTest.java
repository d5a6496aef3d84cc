package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;
import io.deltaglider.delta.scratch.ScratchSpace;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reading inflates, and packs again, only what changed. */
class ReadingOpenedTest {
    private static final byte[] REFERENCE = jar(Set.of());

    /** Members at the beginning, in the middle and near the end: more than a frame apart. */
    private static final byte[] TARGET = jar(Set.of(7, 5000, 9998));

    private static byte[] jar(Set<Integer> changed) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] content = Containers.concat(Containers.text(300, i), Containers.random(500, i));
            if (changed.contains(i)) {
                content[200] ^= 1;
            }
            entries.add(Entry.packed("c/" + i + ".class", content));
        }
        return Containers.zip(entries);
    }

    private static byte[] delta(byte[] reference, byte[] target) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DeltaHeader header =
                new DeltaHeader(
                        target.length,
                        sha256(target),
                        "",
                        "",
                        "",
                        Optional.of(
                                new DeltaHeader.ReferenceId(
                                        sha256(reference), reference.length, "")));
        new DeltaEncoder(Effort.BALANCED)
                .encode(Content.of(reference), Content.of(target), header, Long.MAX_VALUE, out);
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void threeMembersAreInflatedAndReplayed() throws IOException {
        byte[] delta = delta(REFERENCE, TARGET);
        int replayed = 0;
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (DeltaReader reader = new DeltaReader(new ByteArrayInputStream(delta));
                FrameDecoder decoder =
                        new FrameDecoder(
                                Content.of(REFERENCE),
                                reader.version(),
                                ScratchSpace.systemFolder())) {
            while (!reader.atEnd()) {
                long start = reader.targetPosition();
                FrameHeader header = reader.frameHeader();
                ByteCursor body = reader.body(header);
                if (header.kind() == Format.KIND_STREAMS) {
                    decoder.streams(header, body);
                    continue;
                }
                byte[] literals = decoder.literals(header, body);
                FrameDecoder.Half half = decoder.decode(header, body, literals, start);
                replayed += half.stretch() == null ? 0 : half.stretch().shape().count();
                target.writeBytes(decoder.finish(half));
            }
            assertThat(decoder.inflated()).isEqualTo(3);
        }
        assertThat(replayed).isEqualTo(3);
        assertThat(target.toByteArray()).isEqualTo(TARGET);
    }

    /**
     * Two changed members at most are in a frame. The reference is read by pages, so their neighbours among those opened may
     * be inflated with them, and no more.
     */
    @Test
    void aRangeInflatesOnlyTheMembersNearIt() throws IOException {
        byte[] reference = largeMembers(false);
        byte[] target = largeMembers(true);
        byte[] delta = delta(reference, target);
        try (DeltaReader reader = new DeltaReader(new ByteArrayInputStream(delta))) {
            FrameIndex index =
                    FrameIndex.read(Content.of(delta), reader.firstFrame(), target.length);
            for (int frame = 1; frame < index.count() - 1; frame++) {
                int from = (int) index.targetOffset(frame) + 1000;
                try (RangeStream range =
                        new RangeStream(
                                Content.of(delta),
                                reader.version(),
                                index,
                                Content.of(reference),
                                from,
                                3000,
                                ScratchSpace.systemFolder())) {
                    assertThat(range.readAllBytes())
                            .isEqualTo(Arrays.copyOfRange(target, from, from + 3000));
                    assertThat(range.inflated()).isBetween(0, 4);
                }
            }
        }
    }

    /** Ten members that change, each followed by more than a frame that does not. */
    private static byte[] largeMembers(boolean isChanged) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] content = Containers.text(60_000, i);
            content[30_000] ^= (byte) (isChanged ? 1 : 0);
            entries.add(Entry.packed("changed" + i, content));
            entries.add(Entry.packed("same" + i, Containers.random(2_200_000, i)));
        }
        return Containers.zip(entries);
    }
}

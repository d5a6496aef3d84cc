package io.deltaglider.delta.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.archive.ArchiveLimits;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.work.Workers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What an archive of archives claims to hold is unpacked as far as one budget goes, over all depths. */
class NestedBombTest {
    private static final int COPIES = 8;
    private static final int LEVELS = 4;
    private static final int BOTTOM = 1 << 20;

    /** Not a hundredth of what is in a bomb, and enough for some of its levels. */
    private static final long BUDGET = 8 << 20;

    private static byte[] bomb(int version) {
        byte[] content = new byte[BOTTOM];
        content[version] = 1;
        for (int level = 0; level < LEVELS; level++) {
            Entry[] entries = new Entry[COPIES];
            for (int i = 0; i < COPIES; i++) {
                entries[i] = Entry.packed("l" + level + "/" + i, content);
            }
            content = Containers.zip(entries);
        }
        return content;
    }

    private static Opening open(ScratchSpace scratch, Workers workers, long budget)
            throws IOException {
        return Opening.of(
                Content.of(bomb(1)),
                Content.of(bomb(2)),
                Effort.BALANCED,
                false,
                workers,
                scratch,
                Optional.of(new ArchiveScanner(ArchiveLimits.DEFAULT)),
                new Budget(budget),
                new Budget(budget));
    }

    @Test
    void allDepthsTogetherStayWithinTheBudget() throws IOException {
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening = open(scratch, workers, BUDGET);
            long unpacked = -opening.depths().getFirst().target().size();
            for (Depth depth : opening.depths()) {
                unpacked += depth.target().size();
            }
            assertThat(unpacked).isPositive().isLessThanOrEqualTo(BUDGET);
            long ofReference = opening.space().size() - bomb(1).length;
            assertThat(ofReference).isPositive().isLessThanOrEqualTo(BUDGET);
            // Once it is used up, nobody tries the thousands of others.
            assertThat(opening.inflatedTargets()).isLessThan(2_000);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenLeavesStreamsPacked(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("a file"));
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace(file, 1 << 20, true)) {
            Opening opening = open(scratch, workers, BUDGET);
            for (Depth depth : opening.depths().subList(1, opening.depths().size())) {
                assertThat(depth.target().size()).isLessThanOrEqualTo(1 << 20);
            }
        }
    }
}

package io.deltaglider.delta.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.stream.StreamForm;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What costs more opened than closed is closed again. */
class ClosingTest {
    private static final int TARGET = 10_000;
    private static final int CONTENT = 20_000;

    /** A depth of so many bytes, of which the reference has those before a place. */
    private static Depth depth(int size, int covered) {
        StretchCovers covers = new StretchCovers(size, size);
        if (covered > 0) {
            covers.get(0).add(0, covered, 0, true);
        }
        return new Depth(Content.of(new byte[size]), Content.of(new byte[size]), 0, covers);
    }

    @Test
    void aStreamThatTheReferenceHasButNotItsContentIsClosed() {
        Depth target = depth(TARGET, 7_990);
        target.opened().add(0, 8_000, CONTENT, StreamForm.DEFLATE);
        Closing.of(List.of(target, depth(CONTENT, 0)));
        assertThat(target.opened().isClosed(0)).isTrue();
    }

    @Test
    void aStreamWhoseContentTheReferenceHasStaysOpen() {
        Depth target = depth(TARGET, 4_000);
        target.opened().add(0, 8_000, CONTENT, StreamForm.DEFLATE);
        Closing.of(List.of(target, depth(CONTENT, CONTENT - 200)));
        assertThat(target.opened().isClosed(0)).isFalse();
    }

    /** In doubt the coder decides, which knows what either costs. */
    @Test
    void whereBothAreAboutAsGoodTheStreamStaysOpen() {
        Depth target = depth(TARGET, 4_000);
        target.opened().add(0, 8_000, CONTENT, StreamForm.DEFLATE);
        Closing.of(List.of(target, depth(CONTENT, 4_000)));
        assertThat(target.opened().isClosed(0)).isFalse();
    }

    /** A packed stream inside another one: what counts is what the innermost bytes cost. */
    @Test
    void aStreamStaysOpenForWhatIsPackedInside() {
        Depth target = depth(TARGET, 7_000);
        target.opened().add(0, 8_000, 9_000, StreamForm.DEFLATE);
        Depth middle = depth(9_000, 500);
        middle.opened().add(500, 8_000, CONTENT, StreamForm.DEFLATE);
        Closing.of(List.of(target, middle, depth(CONTENT, CONTENT - 100)));
        assertThat(target.opened().isClosed(0)).isFalse();
        assertThat(middle.opened().isClosed(0)).isFalse();
    }

    /** Chunks are opened for the stream that they hold, whatever they cost themselves. */
    @Test
    void chunksStayOpen() {
        Depth target = depth(TARGET, 7_990);
        target.opened().add(0, 8_000, 7_900, StreamForm.PNG_CHUNKS);
        Closing.of(List.of(target, depth(7_900, 0)));
        assertThat(target.opened().isClosed(0)).isFalse();
    }
}

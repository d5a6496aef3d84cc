package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

/**
 * A model of one compressor at one setting: predicts how it goes on, given everything it has written so far. What really was
 * written is told by {@link #accept} and {@link #blockEnded} before the next question, so a wrong prediction stays
 * local. The same calls give the same answers on every machine and in every later release: delta files rely on it. Does not
 * allocate once warm. Not safe for use by several threads.
 */
public interface Compressor {
    /** Begins another stream: the same as a new model, but cheaper where streams are small. */
    void restart();

    /**
     * The token that the compressor would write at {@code position}. May be called for few of the positions only: where
     * prediction comes from elsewhere, what lies between is made up for by looking at the window (and the tokens accepted).
     * A prediction that does not fit the content (a match whose bytes differ, a distance too far) is never returned.
     *
     * @param window knows {@link ContentWindow#LOOKAHEAD} bytes from {@code position} on, or all that are left
     * @param position smaller than the content's length
     */
    int predict(ContentWindow window, long position);

    /** Tells that {@code token} was written at {@code position}; called for every token in order. */
    void accept(ContentWindow window, long position, int token);

    /**
     * How many literals, up to {@code most}, can be accepted from {@code position} on without the compressor ending the block
     * after one of them. May be fewer than there are, even 0: then they are accepted one by one.
     */
    default int literalsWithoutEnd(ContentWindow window, long position, int most) {
        return 0;
    }

    /**
     * Tells that literals were written from {@code position} on.
     *
     * @param count at most what {@link #literalsWithoutEnd} allows
     */
    default void acceptLiterals(ContentWindow window, long position, int count) {
        for (int i = 0; i < count; i++) {
            accept(window, position + i, Token.literal(window.bytes()[window.index(position + i)]));
        }
    }

    /**
     * Whether the compressor would end the block after the token accepted last.
     *
     * @param position content position behind that token
     */
    boolean endsBlock(ContentWindow window, long position);

    /** Tells that a block was ended, after the token accepted last or without one (a stored block). */
    void blockEnded(long position);

    /** How the compressor makes prefix codes. */
    CodeLengths codeLengths();
}

package io.deltaglider.bench.longfamilies;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Text of made-up words, some of them far more often than others, so that it compresses about as source code and prose do. */
final class Words {
    private static final int VOCABULARY = 4000;
    private static final String SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo xu za ";
    private static final int WIDTH = 80;

    private final byte[][] words = new byte[VOCABULARY][];

    Words(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VOCABULARY; i++) {
            StringBuilder word = new StringBuilder();
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                int at = 3 * random.nextInt(SYLLABLES.length() / 3);
                word.append(SYLLABLES, at, at + 2);
            }
            words[i] = word.append(' ').toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** So many bytes of text. */
    byte[] text(Random random, int length) {
        byte[] text = new byte[length];
        int column = 0;
        for (int at = 0; at < length; ) {
            // The square makes the first words of the vocabulary the most frequent.
            double share = random.nextDouble();
            byte[] word = words[(int) (share * share * VOCABULARY)];
            int count = Math.min(word.length, length - at);
            System.arraycopy(word, 0, text, at, count);
            at += count;
            column += count;
            if (column >= WIDTH) {
                text[at - 1] = '\n';
                column = 0;
            }
        }
        return text;
    }
}

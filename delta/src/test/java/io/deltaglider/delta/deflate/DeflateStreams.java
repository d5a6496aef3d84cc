package io.deltaglider.delta.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes deflate streams as no compressor would: every kind of block, codes with needless lengths, repeats told in odd ways,
 * bits that nobody looks at. Written apart from the project's own writer, so that it can be tested with it.
 */
public final class DeflateStreams {
    private static final int[] ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    private final Random random;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private byte[] soFar = new byte[0];
    private int bits;
    private int bitCount;

    /** A stream and what is in it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Stream(byte[] packed, byte[] content) {}

    private DeflateStreams(long seed) {
        random = new Random(seed);
    }

    /** The stream with a number, about {@code blocks} blocks long. */
    public static Stream odd(long seed, int blocks) {
        return new DeflateStreams(seed).make(blocks);
    }

    private Stream make(int blocks) {
        for (int i = 0; i < blocks; i++) {
            block(i == blocks - 1);
        }
        put(random.nextInt(128), -bitCount & 7);
        return new Stream(packed.toByteArray(), content.toByteArray());
    }

    private void put(int value, int count) {
        for (int i = 0; i < count; i++) {
            bits |= (value >>> i & 1) << bitCount++;
            if (bitCount == 8) {
                packed.write(bits);
                bits = 0;
                bitCount = 0;
            }
        }
    }

    private void block(boolean last) {
        put(last ? 1 : 0, 1);
        switch (random.nextInt(5)) {
            case 0 -> stored();
            case 1 -> {
                put(1, 2);
                byte[] literals = new byte[288];
                Arrays.fill(literals, 0, 144, (byte) 8);
                Arrays.fill(literals, 144, 256, (byte) 9);
                Arrays.fill(literals, 256, 280, (byte) 7);
                Arrays.fill(literals, 280, 288, (byte) 8);
                byte[] distances = new byte[32];
                Arrays.fill(distances, (byte) 5);
                tokens(literals, 286, distances, 30);
            }
            default -> dynamic();
        }
    }

    private void stored() {
        put(0, 2);
        put(random.nextInt(128), -bitCount & 7);
        int length =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(20) == 0 ? 65_535 : 1;
                    default -> random.nextInt(3000);
                };
        put(length, 16);
        put(~length, 16);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (byte b : bytes) {
            put(b, 8);
        }
        content.writeBytes(bytes);
    }

    private void dynamic() {
        put(2, 2);
        int literalCount = 257 + random.nextInt(30);
        int distanceCount = 1 + random.nextInt(30);
        byte[] all = new byte[literalCount + distanceCount];
        if (random.nextInt(8) == 0) {
            // A code of one symbol: of no use but for an empty block.
            all[256] = 1;
        } else {
            lengths(all, 0, literalCount, 256, 15);
        }
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> all[literalCount + random.nextInt(distanceCount)] = 1;
            default -> {
                if (distanceCount > 1) {
                    lengths(all, literalCount, distanceCount, -1, 15);
                }
            }
        }
        codeLengths(all, literalCount, distanceCount);
        byte[] literals = Arrays.copyOf(all, literalCount);
        byte[] distances = Arrays.copyOfRange(all, literalCount, all.length);
        tokens(literals, literalCount, distances, distanceCount);
    }

    /** A random complete code of at least two symbols, one of which is {@code needed} unless negative. */
    private void lengths(byte[] into, int from, int count, int needed, int limit) {
        int[] symbols = new int[count];
        for (int i = 0; i < count; i++) {
            symbols[i] = i;
        }
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(count - i);
            int symbol = symbols[j];
            symbols[j] = symbols[i];
            symbols[i] = symbol;
        }
        if (needed >= 0) {
            for (int i = 0; i < count; i++) {
                if (symbols[i] == needed) {
                    symbols[i] = symbols[0];
                    symbols[0] = needed;
                }
            }
        }
        int used = 2 + random.nextInt(random.nextBoolean() ? Math.min(6, count - 1) : count - 1);
        int[] leaves = new int[used];
        int leafCount = 1;
        while (leafCount < used) {
            int split = random.nextInt(leafCount);
            if (random.nextInt(3) == 0) {
                split = leafCount - 1;
            }
            if (leaves[split] < limit) {
                leaves[split]++;
                leaves[leafCount++] = leaves[split];
            } else {
                // Split the shortest instead.
                int shortest = 0;
                for (int i = 1; i < leafCount; i++) {
                    shortest = leaves[i] < leaves[shortest] ? i : shortest;
                }
                leaves[shortest]++;
                leaves[leafCount++] = leaves[shortest];
            }
        }
        for (int i = 0; i < used; i++) {
            into[from + symbols[i]] = (byte) leaves[i];
        }
    }

    private void codeLengths(byte[] all, int literalCount, int distanceCount) {
        int[] steps = new int[all.length];
        int stepCount = 0;
        boolean[] usedSteps = new boolean[19];
        for (int at = 0; at < all.length; ) {
            int run = 1;
            while (at + run < all.length && all[at + run] == all[at]) {
                run++;
            }
            int step = all[at];
            int taken = 1;
            if (random.nextInt(4) > 0) {
                if (all[at] == 0 && run >= 11 && random.nextInt(5) > 0) {
                    taken = 11 + random.nextInt(Math.min(run, 138) - 10);
                    step = 18 | (taken - 11) << 5;
                } else if (all[at] == 0 && run >= 3) {
                    taken = 3 + random.nextInt(Math.min(run, 10) - 2);
                    step = 17 | (taken - 3) << 5;
                } else if (at > 0 && all[at - 1] == all[at] && run >= 3) {
                    taken = 3 + random.nextInt(Math.min(run, 6) - 2);
                    step = 16 | (taken - 3) << 5;
                }
            }
            steps[stepCount++] = step;
            usedSteps[step & 31] = true;
            at += taken;
        }
        byte[] lengths = new byte[19];
        int used = 0;
        for (int i = 0; i < 19; i++) {
            if (!usedSteps[i] && random.nextInt(6) == 0) {
                usedSteps[i] = true;
            }
            used += usedSteps[i] ? 1 : 0;
        }
        if (used == 1) {
            usedSteps[usedSteps[3] ? 4 : 3] = true;
            used++;
        }
        int[] leaves = new int[used];
        int leafCount = 1;
        while (leafCount < used) {
            int split = random.nextInt(leafCount);
            if (leaves[split] < 7) {
                leaves[split]++;
                leaves[leafCount++] = leaves[split];
            }
        }
        int next = 0;
        for (int i = 0; i < 19; i++) {
            if (usedSteps[i]) {
                lengths[i] = (byte) leaves[next++];
            }
        }
        int least = 19;
        while (least > 4 && lengths[ORDER[least - 1]] == 0) {
            least--;
        }
        int count = least + random.nextInt(20 - least);
        put(literalCount - 257, 5);
        put(distanceCount - 1, 5);
        put(count - 4, 4);
        for (int i = 0; i < count; i++) {
            put(lengths[ORDER[i]], 3);
        }
        int[] codes = codes(lengths);
        for (int i = 0; i < stepCount; i++) {
            int symbol = steps[i] & 31;
            put(codes[symbol], lengths[symbol]);
            if (symbol >= 16) {
                put(steps[i] >>> 5, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
            }
        }
    }

    private void tokens(
            byte[] literalLengths, int literalCount, byte[] distanceLengths, int distanceCount) {
        int[] literalCodes = codes(literalLengths);
        int[] distanceCodes = codes(distanceLengths);
        int[] literals = used(literalLengths, 0, Math.min(256, literalCount));
        int[] matches = used(literalLengths, 257, literalCount);
        int[] distances = used(distanceLengths, 0, distanceCount);
        int count = random.nextInt(6) == 0 ? 0 : random.nextInt(400);
        soFar = Arrays.copyOf(content.toByteArray(), content.size() + count * 258);
        int size = content.size();
        int start = size;
        for (int i = 0; i < count; i++) {
            boolean match = literals.length == 0 || random.nextInt(3) == 0;
            if (!match) {
                int symbol = literals[random.nextInt(literals.length)];
                put(literalCodes[symbol], literalLengths[symbol]);
                soFar[size++] = (byte) symbol;
                continue;
            }
            if (matches.length == 0 || distances.length == 0) {
                continue;
            }
            int distanceSymbol = distances[random.nextInt(distances.length)];
            int distanceExtra = distanceSymbol < 4 ? 0 : (distanceSymbol >> 1) - 1;
            int base =
                    distanceSymbol < 4
                            ? distanceSymbol + 1
                            : ((2 | (distanceSymbol & 1)) << distanceExtra) + 1;
            int reach = Math.min(size - base, (1 << distanceExtra) - 1);
            if (reach < 0) {
                continue;
            }
            int distance = base + random.nextInt(reach + 1);
            int symbol = matches[random.nextInt(matches.length)];
            put(literalCodes[symbol], literalLengths[symbol]);
            int length;
            if (symbol == 285) {
                length = 258;
            } else {
                int code = symbol - 257;
                int extra = code < 8 ? 0 : (code >> 2) - 1;
                int extraValue = random.nextInt(1 << extra);
                if (symbol == 284 && random.nextBoolean()) {
                    extraValue = 31;
                }
                length = (code < 8 ? code : (4 | (code & 3)) << extra) + 3 + extraValue;
                put(extraValue, extra);
            }
            put(distanceCodes[distanceSymbol], distanceLengths[distanceSymbol]);
            put(distance - base, distanceExtra);
            for (int j = 0; j < length; j++, size++) {
                soFar[size] = soFar[size - distance];
            }
        }
        put(literalCodes[256], literalLengths[256]);
        content.write(soFar, start, size - start);
    }

    private static int[] used(byte[] lengths, int from, int to) {
        int[] symbols = new int[Math.max(0, to - from)];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (lengths[i] != 0) {
                symbols[count++] = i;
            }
        }
        return Arrays.copyOf(symbols, count);
    }

    private static int[] codes(byte[] lengths) {
        int[] codes = new int[lengths.length];
        int code = 0;
        for (int length = 1; length <= 15; length++) {
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] == length) {
                    codes[i] = Integer.reverse(code++) >>> (32 - length);
                }
            }
            code <<= 1;
        }
        return codes;
    }
}

package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.BlockHeader;
import io.deltaglider.delta.deflate.Symbols;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.entropy.Contexts;
import io.deltaglider.delta.predict.CodeLengths;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Codes the type and the header of a block whose tokens are known, against what the compressor would choose for them. Not
 * safe for use by several threads.
 */
final class HeaderCoding {
    private static final int LITERALS = Symbols.LITERALS_AND_LENGTHS;
    private static final int HEADER_BITS = 14;

    private final CodeLengths codeLengths;
    private final byte[] literalLengths = new byte[LITERALS];
    private final byte[] distanceLengths = new byte[Symbols.DISTANCES];
    private final byte[] predicted = new byte[BlockHeader.MAX_LENGTHS];
    private final byte[] stepCodeLengths = new byte[Symbols.CODE_LENGTHS];
    private final int[] stepFrequencies = new int[Symbols.CODE_LENGTHS];
    private final byte[] fixedLiterals = new byte[LITERALS];
    private final byte[] fixedDistances = new byte[Symbols.DISTANCES];
    private final BlockHeader result = new BlockHeader();

    HeaderCoding(CodeLengths codeLengths) {
        this.codeLengths = codeLengths;
        Arrays.fill(fixedLiterals, 0, 144, (byte) 8);
        Arrays.fill(fixedLiterals, 144, 256, (byte) 9);
        Arrays.fill(fixedLiterals, 256, 280, (byte) 7);
        Arrays.fill(fixedLiterals, 280, LITERALS, (byte) 8);
        Arrays.fill(fixedDistances, (byte) 5);
    }

    /**
     * Codes a header.
     *
     * @param actual what is to be written; null when it is being read
     * @return the header, valid until the next call; not whether the block is last
     */
    BlockHeader code(
            Coder coder, Contexts contexts, BlockTokens block, @Nullable BlockHeader actual)
            throws DamagedRecipeException {
        codeLengths.choose(block.literalFrequencies, LITERALS, 15, literalLengths);
        codeLengths.choose(block.distanceFrequencies, Symbols.DISTANCES, 15, distanceLengths);
        int literalCount = Math.max(257, used(literalLengths));
        int distanceCount = Math.max(1, used(distanceLengths));
        System.arraycopy(literalLengths, 0, predicted, 0, literalCount);
        System.arraycopy(distanceLengths, 0, predicted, literalCount, distanceCount);
        long dynamicBits =
                block.bits(literalLengths, distanceLengths)
                        + headerBits(predicted, literalCount, distanceCount);
        long fixedBits = block.bits(fixedLiterals, fixedDistances);
        // As zlib compares them: in whole bytes, with the three bits of the block's start.
        boolean fixed = (fixedBits + 10) >>> 3 <= (dynamicBits + 10) >>> 3;
        boolean isFixed =
                coder.flag(
                        contexts,
                        RecipeContexts.TYPE + (fixed ? 1 : 0),
                        actual != null && actual.type() == BlockHeader.FIXED);
        if (isFixed) {
            result.setType(BlockHeader.FIXED);
            return result;
        }
        result.setType(BlockHeader.DYNAMIC);
        dynamic(coder, contexts, literalCount, distanceCount, actual);
        return result;
    }

    private void dynamic(
            Coder coder,
            Contexts contexts,
            int literalCount,
            int distanceCount,
            @Nullable BlockHeader actual)
            throws DamagedRecipeException {
        boolean sameCounts =
                coder.flag(
                        contexts,
                        RecipeContexts.HEADER,
                        actual != null
                                && actual.literalCount() == literalCount
                                && actual.distanceCount() == distanceCount);
        int literals = literalCount;
        int distances = distanceCount;
        if (!sameCounts) {
            literals =
                    257
                            + count(
                                    coder,
                                    contexts,
                                    0,
                                    actual == null ? 0 : actual.literalCount() - 257);
            distances =
                    1 + count(coder, contexts, 1, actual == null ? 0 : actual.distanceCount() - 1);
            if (literals > LITERALS || distances > Symbols.DISTANCES) {
                throw new DamagedRecipeException("a block uses too many symbols");
            }
            Arrays.fill(predicted, (byte) 0);
            System.arraycopy(literalLengths, 0, predicted, 0, literals);
            System.arraycopy(distanceLengths, 0, predicted, literals, distances);
        }
        int total = literals + distances;
        byte[] lengths = result.lengths();
        boolean sameLengths =
                coder.flag(
                        contexts,
                        RecipeContexts.HEADER + 1,
                        actual != null
                                && Arrays.equals(actual.lengths(), 0, total, predicted, 0, total));
        for (int i = 0; i < total; i++) {
            lengths[i] =
                    sameLengths
                            ? predicted[i]
                            : (byte)
                                    coder.symbol(
                                            contexts,
                                            RecipeContexts.CODE_LENGTH + predicted[i] * 16,
                                            4,
                                            actual == null ? 0 : actual.lengths()[i]);
        }
        result.setCounts(literals, distances, 0);
        steps(coder, contexts, literals, total, actual);
        stepCodes(coder, contexts, literals, distances, actual);
    }

    private static int count(Coder coder, Contexts contexts, int which, int value) {
        return (int)
                Math.min(
                        1000,
                        coder.number(
                                contexts,
                                RecipeContexts.COUNTS + which * Coder.NUMBER_SLOTS,
                                value));
    }

    /** How the lengths are told. */
    private void steps(
            Coder coder, Contexts contexts, int literals, int total, @Nullable BlockHeader actual)
            throws DamagedRecipeException {
        byte[] lengths = result.lengths();
        Arrays.fill(stepFrequencies, 0);
        boolean same =
                coder.flag(
                        contexts,
                        RecipeContexts.HEADER + 2,
                        actual != null && hasPredictedSteps(actual, literals, total));
        int at = 0;
        for (int i = 0; at < total; i++) {
            int step = predictedStep(lengths, at, literals, total);
            if (!same) {
                step = step(coder, contexts, step, actual == null ? 0 : actual.step(i));
                if (!RunLengths.fits(step, lengths, at, total)) {
                    throw new DamagedRecipeException("invalid code lengths");
                }
            }
            result.addStep(step);
            stepFrequencies[step & 31]++;
            at += RunLengths.count(step);
        }
    }

    private static int predictedStep(byte[] lengths, int at, int literals, int total) {
        return at < literals
                ? RunLengths.step(lengths, at, 0, literals)
                : RunLengths.step(lengths, at, literals, total);
    }

    private static boolean hasPredictedSteps(BlockHeader header, int literals, int total) {
        int at = 0;
        for (int i = 0; i < header.stepCount(); i++) {
            int step = header.step(i);
            if (step != predictedStep(header.lengths(), at, literals, total)) {
                return false;
            }
            at += RunLengths.count(step);
        }
        return true;
    }

    private static int step(Coder coder, Contexts contexts, int predicted, int actual) {
        boolean same = coder.flag(contexts, RecipeContexts.HEADER + 5, actual == predicted);
        if (same) {
            return predicted;
        }
        int symbol =
                coder.symbol(
                        contexts,
                        RecipeContexts.STEP + Math.min(predicted & 31, 19) * 32,
                        5,
                        actual & 31);
        if (symbol < 16 || symbol > 18) {
            return symbol;
        }
        int extra =
                coder.symbol(
                        contexts,
                        RecipeContexts.STEP_EXTRA + (symbol - 16) * 128,
                        symbol == 16 ? 2 : symbol == 17 ? 3 : 7,
                        actual >>> 5);
        return symbol | extra << 5;
    }

    /** The code for the steps. */
    private void stepCodes(
            Coder coder,
            Contexts contexts,
            int literals,
            int distances,
            @Nullable BlockHeader actual)
            throws DamagedRecipeException {
        codeLengths.choose(stepFrequencies, Symbols.CODE_LENGTHS, 7, stepCodeLengths);
        boolean same = actual != null;
        if (actual != null) {
            for (int i = 0; i < Symbols.CODE_LENGTHS; i++) {
                same &= actual.codeLengthLength(i) == stepCodeLengths[i];
            }
        }
        same = coder.flag(contexts, RecipeContexts.HEADER + 3, same);
        for (int i = 0; i < Symbols.CODE_LENGTHS; i++) {
            int length =
                    same
                            ? stepCodeLengths[i]
                            : coder.symbol(
                                    contexts,
                                    RecipeContexts.CODE_LENGTH + stepCodeLengths[i] * 16,
                                    4,
                                    actual == null ? 0 : actual.codeLengthLength(i));
            if (length > 7) {
                throw new DamagedRecipeException("code length too long");
            }
            result.setCodeLengthLength(i, length);
        }
        int least = codeLengthCount(result);
        boolean sameCount =
                coder.flag(
                        contexts,
                        RecipeContexts.HEADER + 4,
                        actual != null && actual.codeLengthCount() == least);
        int codeLengthCount = least;
        if (!sameCount) {
            codeLengthCount =
                    4
                            + count(
                                    coder,
                                    contexts,
                                    2,
                                    actual == null ? 0 : actual.codeLengthCount() - 4);
            if (codeLengthCount > Symbols.CODE_LENGTHS || codeLengthCount < least) {
                throw new DamagedRecipeException("too many code lengths");
            }
        }
        int steps = result.stepCount();
        result.setCodeLengthCount(codeLengthCount);
        if (steps == 0 || literals + distances == 0) {
            throw new DamagedRecipeException("a block without code lengths");
        }
    }

    private static int codeLengthCount(BlockHeader header) {
        int count = Symbols.CODE_LENGTHS;
        while (count > 4 && header.codeLengthLength(Symbols.codeLengthAt(count - 1)) == 0) {
            count--;
        }
        return count;
    }

    private static int used(byte[] lengths) {
        int count = lengths.length;
        while (count > 0 && lengths[count - 1] == 0) {
            count--;
        }
        return count;
    }

    private long headerBits(byte[] lengths, int literals, int distances) {
        int total = literals + distances;
        Arrays.fill(stepFrequencies, 0);
        for (int at = 0; at < total; ) {
            int step = predictedStep(lengths, at, literals, total);
            stepFrequencies[step & 31]++;
            at += RunLengths.count(step);
        }
        codeLengths.choose(stepFrequencies, Symbols.CODE_LENGTHS, 7, stepCodeLengths);
        int count = Symbols.CODE_LENGTHS;
        while (count > 4 && stepCodeLengths[Symbols.codeLengthAt(count - 1)] == 0) {
            count--;
        }
        long sum = HEADER_BITS + 3L * count;
        for (int i = 0; i < Symbols.CODE_LENGTHS; i++) {
            int extra = i == 16 ? 2 : i == 17 ? 3 : i == 18 ? 7 : 0;
            sum += (long) stepFrequencies[i] * (stepCodeLengths[i] + extra);
        }
        return sum;
    }
}

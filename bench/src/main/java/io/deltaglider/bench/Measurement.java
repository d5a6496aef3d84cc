package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Sizes and median times of one codec on one pair. Every decoded file is compared with the target. */
final class Measurement {
    /** A first run that takes longer than this is the only one: neither disk nor compiler matter then. */
    private static final double LONG_SECONDS = 8;

    private final Codec codec;
    private final Pair pair;
    private final List<Usage> encodings = new ArrayList<>();
    private final List<Usage> decodings = new ArrayList<>();
    private long deltaBytes;
    private boolean ended;

    Measurement(Codec codec, Pair pair) {
        this.codec = codec;
        this.pair = pair;
    }

    /**
     * One run, unless an earlier one failed or showed that one is enough.
     *
     * @param counts whether it is more than a warm-up
     * @throws IOException if the tool does not give back the target
     */
    void run(Path folder, boolean counts) throws IOException, InterruptedException {
        if (ended) {
            return;
        }
        Path delta = folder.resolve("delta");
        Path rebuilt = folder.resolve("rebuilt");
        Usage encoding;
        Usage decoding;
        try {
            encoding = codec.encode(pair.reference(), pair.target(), delta);
            decoding = codec.decode(pair.reference(), delta, rebuilt);
        } catch (ToolFailedException e) {
            System.err.println(e.getMessage());
            ended = true;
            return;
        }
        if (Files.mismatch(pair.target(), rebuilt) != -1) {
            throw new IOException(codec.name() + " did not give back " + pair.target());
        }
        deltaBytes = Files.size(delta);
        if (!counts) {
            ended = !codec.warmsUp() && encoding.seconds() + decoding.seconds() > LONG_SECONDS;
        }
        if (counts || ended) {
            encodings.add(encoding);
            decodings.add(decoding);
        }
    }

    /** Empty if there is no run that counts. */
    Optional<Figures> figures() {
        if (encodings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Figures(
                        deltaBytes, medianSeconds(encodings), medianSeconds(decodings), peak()));
    }

    private OptionalLong peak() {
        long most =
                java.util.stream.Stream.concat(encodings.stream(), decodings.stream())
                        .mapToLong(usage -> usage.peakBytes().orElse(0))
                        .max()
                        .orElse(0);
        return most == 0 ? OptionalLong.empty() : OptionalLong.of(most);
    }

    private static double medianSeconds(List<Usage> usages) {
        double[] sorted = usages.stream().mapToDouble(Usage::seconds).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

/** Makes models of compressors. */
public final class Compressors {
    private Compressors() {}

    /** Whether there is a model for it. */
    static boolean isKnown(CompressorId id) {
        return switch (id.family()) {
            case NONE -> id.equals(CompressorId.NONE);
            case ZLIB, CHROMIUM, CHROMIUM_CRC -> id.level() <= 9;
            case GZIP -> id.level() >= 1 && id.level() <= 9 && hasLevelOnly(id);
            case GO -> id.level() <= 9 && hasLevelOnly(id);
        };
    }

    private static boolean hasLevelOnly(CompressorId id) {
        return id.equals(CompressorId.of(id.family(), id.level()));
    }

    /**
     * A model of a compressor at the begin of a stream.
     *
     * @throws IllegalArgumentException if the level is none of the family's
     */
    public static Compressor create(CompressorId id) {
        if (!isKnown(id)) {
            throw new IllegalArgumentException("No such compressor: " + id);
        }
        return switch (id.family()) {
            case NONE -> new Literals();
            case ZLIB, GZIP, CHROMIUM, CHROMIUM_CRC ->
                    new ZlibCompressor(ZlibSettings.of(id), new ZlibCodeLengths());
            case GO ->
                    id.level() >= 2
                            ? new GoCompressor(id.level(), new GoCodeLengths())
                            : new GoFastCompressor(id.level() == 1, new GoCodeLengths());
        };
    }

    /** The model of a compressor that is not known. */
    private static final class Literals implements Compressor {
        private final CodeLengths codeLengths = new ZlibCodeLengths();

        @Override
        public void restart() {}

        @Override
        public int predict(ContentWindow window, long position) {
            return Token.literal(window.bytes()[window.index(position)]);
        }

        @Override
        public void accept(ContentWindow window, long position, int token) {}

        @Override
        public boolean endsBlock(ContentWindow window, long position) {
            return position == window.contentLength();
        }

        @Override
        public void blockEnded(long position) {}

        @Override
        public CodeLengths codeLengths() {
            return codeLengths;
        }
    }
}

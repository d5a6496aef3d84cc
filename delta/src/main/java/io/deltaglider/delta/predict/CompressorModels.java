package io.deltaglider.delta.predict;

/** Gives models of compressors. Safe for use by many threads. */
@FunctionalInterface
public interface CompressorModels {
    /** Those that delta files are read and written with. */
    CompressorModels STANDARD = Compressors::create;

    /**
     * A model at the beginning of a stream.
     *
     * @throws IllegalArgumentException if there is no such model
     */
    Compressor create(CompressorId id);
}

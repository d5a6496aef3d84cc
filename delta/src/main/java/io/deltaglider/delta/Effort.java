package io.deltaglider.delta;

/** How much time the encoder may spend. Decoding speed does not depend on it. */
public enum Effort {
    FAST,
    BALANCED,
    MAX
}

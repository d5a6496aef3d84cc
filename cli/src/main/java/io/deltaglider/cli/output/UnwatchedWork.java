package io.deltaglider.cli.output;

/** Of which only the bytes are of interest, if anything is. */
record UnwatchedWork(ByteProgress bytes) implements Work {
    @Override
    public void passed(long count) {
        bytes.passed(count);
    }

    @Override
    public void willBeEncoded() {}

    @Override
    public void encoded(double share) {}

    @Override
    public void checked(double share) {}

    @Override
    public void sending(long bytes) {}

    @Override
    public void sent(long bytes) {}

    @Override
    public void close() {}
}

package io.deltaglider.cli.output;

/** For pipes, files and {@code --quiet}. */
final class NoProgress implements Progress {
    @Override
    public void expect(long bytes) {}

    @Override
    public void allExpected() {}

    @Override
    public Work begin(String name, long bytes) {
        return Work.unwatched();
    }

    @Override
    public void stored(long bytes) {}

    @Override
    public synchronized void around(Runnable print) {
        print.run();
    }

    @Override
    public void close() {}
}

package io.deltaglider.delta.archive;

import java.io.IOException;

/** Runs the parsers of formats; every run of any of them goes through here. Safe for use by many threads. */
@FunctionalInterface
public interface ParserRunner {
    /** Runs the parser, and nothing else. */
    ParserRunner STANDARD = (_, parser) -> parser.parse();

    /** A parser that looks into one container. */
    @FunctionalInterface
    interface Parser {
        /** Answers where the container ends; negative if there is none. */
        long parse() throws IOException;
    }

    /** What the parser answers. */
    long run(ContainerFormat format, Parser parser) throws IOException;
}

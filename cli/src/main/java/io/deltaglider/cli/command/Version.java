package io.deltaglider.cli.command;

import picocli.CommandLine.IVersionProvider;

/** Tells picocli the version. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {ProgramVersion.line()};
    }
}

package io.deltaglider.cli.command;

import io.deltaglider.cli.local.CacheFolder;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Interruption;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

@Command(
        name = "delta",
        synopsisSubcommandLabel = "COMMAND",
        description = "The codec by itself: files to delta files and back, without any store.")
final class DeltaCommand implements Runnable {
    static final String STANDARD_OUTPUT = "-";

    @Spec private CommandSpec spec = CommandSpec.create();

    /** With its own commands. */
    static CommandLine create(Shell shell, GlobalOptions options) {
        return new CommandLine(new DeltaCommand())
                .addSubcommand(new DeltaEncodeCommand(shell, options))
                .addSubcommand(new DeltaDecodeCommand(shell))
                .addSubcommand(new DeltaInspectCommand(shell, options));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "encode, decode or inspect?");
    }

    /** A file that will be read. */
    static Path input(Shell shell, String argument) throws IOException {
        Path file = new LocalPaths(shell.directory()).resolve(argument);
        if (Files.isDirectory(file)) {
            throw CommandException.general("Is a directory: '" + argument + "'; a file is needed");
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(argument);
        }
        return file;
    }

    /**
     * A file that will be written, not standard output.
     *
     * @throws CommandException if it is one of the files that are read: they are not replaced
     */
    static Path output(Shell shell, String argument, Optional<Path> reference, Path input)
            throws IOException {
        Path file = new LocalPaths(shell.directory()).resolve(argument);
        if (isSame(file, input) || (reference.isPresent() && isSame(file, reference.get()))) {
            throw CommandException.usage(
                    "'" + argument + "' is read by this command and cannot be its output");
        }
        Interruption.prepare();
        return file;
    }

    private static boolean isSame(Path output, Path input) throws IOException {
        return Files.isRegularFile(output) && Files.isSameFile(output, input);
    }

    /** Where what is unpacked goes if it does not fit into memory; the system's folder, if the cache folder cannot be written. */
    static Path temporaryFolder(Shell shell) {
        Path folder = CacheFolder.of(shell).temporaryFolder();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            return Path.of(System.getProperty("java.io.tmpdir"));
        }
        return Files.isWritable(folder) ? folder : Path.of(System.getProperty("java.io.tmpdir"));
    }
}

package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.engine.failure.Reason;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The user's shared AWS configuration and credentials files, and the profile that applies. */
final class Profiles {
    private final ProfileFile files;
    private final String name;

    private Profiles(ProfileFile files, String name) {
        this.files = files;
        this.name = name;
    }

    /** Reads the files; a profile that was asked for by name must be there. */
    static Profiles load(Shell shell, Optional<String> asked) {
        ProfileFile.Aggregator files = ProfileFile.aggregator();
        add(
                shell,
                files,
                "AWS_SHARED_CREDENTIALS_FILE",
                "credentials",
                ProfileFile.Type.CREDENTIALS);
        add(shell, files, "AWS_CONFIG_FILE", "config", ProfileFile.Type.CONFIGURATION);
        Optional<String> named =
                asked.or(() -> shell.variable("AWS_PROFILE"))
                        .or(() -> shell.variable("AWS_DEFAULT_PROFILE"));
        Profiles profiles = new Profiles(files.build(), named.orElse("default"));
        if (named.isPresent() && profiles.files.profile(named.get()).isEmpty()) {
            throw CommandException.general(
                    "The config profile ("
                            + named.get()
                            + ") could not be found; \"aws configure --profile "
                            + named.get()
                            + "\" or a section in ~/.aws/config makes one");
        }
        return profiles;
    }

    private static void add(
            Shell shell,
            ProfileFile.Aggregator files,
            String variable,
            String name,
            ProfileFile.Type type) {
        Path file =
                shell.variable(variable)
                        .map(value -> expand(shell, value))
                        .orElseGet(() -> shell.home().resolve(".aws").resolve(name));
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            files.addFile(ProfileFile.builder().content(file).type(type).build());
        } catch (SdkClientException | IllegalArgumentException e) {
            throw new CommandException(
                    io.deltaglider.cli.shell.ExitCode.CONFIGURATION,
                    "Cannot read the AWS configuration in " + file + ": " + Reason.of(e),
                    e);
        }
    }

    private static Path expand(Shell shell, String path) {
        return path.startsWith("~/")
                ? shell.home().resolve(path.substring(2))
                : shell.directory().resolve(path);
    }

    ProfileFile files() {
        return files;
    }

    String name() {
        return name;
    }

    /** A setting of the profile, such as {@code region}. */
    Optional<String> setting(String key) {
        return files.profile(name).flatMap((Profile profile) -> profile.property(key));
    }
}

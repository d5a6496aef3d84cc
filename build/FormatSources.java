import com.google.googlejavaformat.java.Main;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over every Java source of the project: {@code --check} lists the files that differ and fails,
 * {@code --apply} rewrites them. The formatter takes files only, not folders, hence this walk.
 */
public final class FormatSources {
    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("--apply");
        List<String> command = new ArrayList<>(List.of("--aosp", "--skip-javadoc-formatting"));
        command.addAll(
                apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        List<String> sources = sources(Path.of(args[1]));
        command.addAll(sources);
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        int exit = new Main(out, err, System.in).format(command.toArray(String[]::new));
        if (exit != 0 && !apply) {
            err.println("The files above are not formatted; run: mvn validate -Pformat");
        }
        System.exit(exit);
    }

    private static List<String> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.map(root::relativize)
                    .filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> p.startsWith("build") || p.toString().contains("src"))
                    .filter(p -> !p.toString().contains("target"))
                    .map(p -> root.resolve(p).toString())
                    .sorted()
                    .toList();
        }
    }
}

package io.deltaglider.cli.output;

import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.Shell;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How large the terminal is that standard error goes to, at the moment: asked from the system each time, as people resize windows. Where
 * it cannot be asked, {@code COLUMNS} and {@code LINES} are believed, and else 80 by 24.
 */
final class TerminalSize {
    private static final int STANDARD_ERROR = 2;

    /** The request code, as in {@code sys/ioctl.h}. */
    private static final long TIOCGWINSZ =
            System.getProperty("os.name").startsWith("Linux") ? 0x5413 : 0x40087468;

    /** {@code struct winsize}: rows, columns, and both in pixels, 16 bits each. */
    private static final int WINSIZE = 8;

    private final int columns;
    private final int lines;
    private final @Nullable MethodHandle ioctl;

    TerminalSize(Shell shell) {
        this(number(shell, "COLUMNS").orElse(80), number(shell, "LINES").orElse(24), ioctl());
    }

    private TerminalSize(int columns, int lines, @Nullable MethodHandle ioctl) {
        this.columns = columns;
        this.lines = lines;
        this.ioctl = ioctl;
    }

    /** One that never changes. */
    static TerminalSize fixed(int columns, int lines) {
        return new TerminalSize(columns, lines, null);
    }

    /** Columns and lines. */
    record Size(int columns, int lines) {}

    Size now() {
        return asked().orElse(new Size(columns, lines));
    }

    private Optional<Size> asked() {
        if (ioctl == null) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE, Short.BYTES);
            int failed = (int) ioctl.invokeExact(STANDARD_ERROR, TIOCGWINSZ, size);
            int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
            int width = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, Short.BYTES));
            return failed != 0 || width == 0 || rows == 0
                    ? Optional.empty()
                    : Optional.of(new Size(width, rows));
        } catch (Throwable e) {
            FailureLog.add("the terminal's size cannot be asked", e);
            return Optional.empty();
        }
    }

    @SuppressWarnings("restricted") // one system call without side effects
    private static @Nullable MethodHandle ioctl() {
        try {
            Linker linker = Linker.nativeLinker();
            Optional<MemorySegment> symbol = linker.defaultLookup().find("ioctl");
            return symbol.isEmpty()
                    ? null
                    : linker.downcallHandle(
                            symbol.get(),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2));
        } catch (RuntimeException | LinkageError e) {
            FailureLog.add("the terminal's size cannot be asked", e);
            return null;
        }
    }

    private static OptionalInt number(Shell shell, String variable) {
        try {
            int value = Integer.parseInt(shell.variable(variable).orElse("").strip());
            return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}

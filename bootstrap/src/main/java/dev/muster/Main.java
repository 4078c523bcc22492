package dev.muster;

import dev.muster.adapters.in.cli.ExitCodes;
import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.wiring.LazyServices;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The program's entry. */
public final class Main {
    private static final Runtime.Version NEEDED = Runtime.Version.parse("25.0.3");

    /** Set by the start script to what someone watches: {@code out}, {@code err} or both. */
    private static final String WATCHED = "muster.watched";

    /** Set by the start script to the columns of the screen. */
    private static final String COLUMNS = "muster.columns";

    private Main() {}

    public static void main(String[] arguments) {
        // Nothing here is in the machine's language, whose digits would get into SQL, names and messages by way of
        // libraries.
        Locale.setDefault(Locale.ROOT);
        if (corruptsData(Runtime.version())) {
            System.err.println("muster: needs a JDK %s or later, not %s".formatted(NEEDED, Runtime.version()));
            System.exit(ExitCodes.CONFIGURATION);
        }
        if (!Files.isDirectory(Path.of(""))) {
            System.err.println(
                    "muster: the working folder is not there, or its name is not in %s, the character set of the locale, which LC_ALL names"
                            .formatted(System.getProperty("native.encoding")));
            System.exit(ExitCodes.CONFIGURATION);
        }
        int exitCode;
        try (LazyServices services = new LazyServices(System.getenv(), Path.of(""))) {
            exitCode = new MusterCli(services, terminal(), version()).run(arguments);
        }
        System.exit(exitCode);
    }

    /**
     * Whether what runs the program is known to change bytes: before 25.0.3, what native libraries such as those of
     * compression write (JDK-8377811). The start script looks for another; here are those who start the jar themselves.
     */
    static boolean corruptsData(Runtime.Version version) {
        return version.compareToIgnoreOptional(NEEDED) < 0;
    }

    private static Terminal terminal() {
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                screen());
    }

    private static Screen screen() {
        String watched = System.getProperty(WATCHED, "");
        int columns = Integer.getInteger(COLUMNS, 0);
        return new Screen(
                watched.contains("out"), watched.contains("err"), columns > 0 ? columns : Screen.NONE.columns());
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}

package dev.muster;

import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.Terminal;
import dev.muster.wiring.LazyServices;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;

/** The program's entry. */
public final class Main {
    /** Columns of the screen; set by the start script if someone watches standard error. */
    private static final String COLUMNS = "muster.columns";

    private static final int DEFAULT_COLUMNS = 80;

    private Main() {}

    public static void main(String[] arguments) {
        int exitCode;
        try (LazyServices services = new LazyServices(System.getenv(), Path.of(""))) {
            exitCode = new MusterCli(services, terminal(), version()).run(arguments);
        }
        System.exit(exitCode);
    }

    private static Terminal terminal() {
        int columns = Integer.getInteger(COLUMNS, 0);
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                System.getProperty(COLUMNS) != null,
                columns > 0 ? columns : DEFAULT_COLUMNS);
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}

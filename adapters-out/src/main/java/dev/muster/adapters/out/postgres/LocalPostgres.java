package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.application.port.PortException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server for trying the program. It runs the PostgreSQL programs of this machine in a folder of its own.
 * Only this machine can reach it, with a password that only the owner of the folder can read.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final String USER = "muster";
    private static final String LOG = "log";
    private static final int PASSWORD_BYTES = 24;
    private static final int LINE_OF_PORT = 3;
    private static final List<String> FOLDERS_OF_VERSIONS = List.of("/usr/lib/postgresql", "/usr", "/opt/homebrew/opt");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private final Path programs;
    private final Path folder;
    private final boolean startedHere;

    /** @param programs folder with the programs of PostgreSQL */
    LocalPostgres(Path programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            makeData();
        }
        startedHere = !isRunning();
        if (startedHere) {
            begin();
        }
    }

    /**
     * Returns the server of a folder. Makes and starts it if there is none or it does not run.
     *
     * @throws PortException if this machine has no PostgreSQL, or it does not start
     */
    public static LocalPostgres in(Path folder) {
        Path programs = programs()
                .orElseThrow(() -> failed(
                        "there is no PostgreSQL on this machine (initdb, pg_ctl): install it, or let MUSTER_DATABASE_URL name a server",
                        null));
        try {
            PrivateFiles.makeFolder(folder);
            PrivateFiles.makeFile(folder.resolve(LOG));
            return new LocalPostgres(programs, folder.toAbsolutePath());
        } catch (IOException e) {
            throw failed("PostgreSQL cannot be kept in %s".formatted(folder), e);
        }
    }

    /** Returns the JDBC address, with the port that the server took when it was started. */
    public String url() {
        try {
            String port = Files.readAllLines(data().resolve("postmaster.pid")).get(LINE_OF_PORT);
            return "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(port.strip());
        } catch (IOException e) {
            throw failed("PostgreSQL does not tell its port", e);
        }
    }

    /** Returns the only role of the server, which owns it. */
    public String user() {
        return USER;
    }

    /** Returns the password of {@link #user()}. It was made with the data, and {@link #passwordFile()} keeps it. */
    public String password() {
        try {
            return Files.readString(passwordFile()).strip();
        } catch (IOException e) {
            throw failed("the password in %s cannot be read".formatted(passwordFile()), e);
        }
    }

    /** Returns the file that holds only the password. */
    public Path passwordFile() {
        return folder.resolve("password");
    }

    /** Stops the server if this object started it. Somebody else who started it may still need it. */
    @Override
    public void close() {
        if (startedHere) {
            run("pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata=" + data());
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path log() {
        return folder.resolve(LOG);
    }

    private void makeData() {
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        try {
            Files.deleteIfExists(passwordFile());
            PrivateFiles.makeFile(passwordFile());
            Files.writeString(passwordFile(), HexFormat.of().formatHex(password) + "\n");
        } catch (IOException e) {
            throw failed("%s cannot be written".formatted(passwordFile()), e);
        }
        run(
                "initdb",
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C");
    }

    private void begin() {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw failed("no port is free", e);
        }
        run(
                "pg_ctl",
                "start",
                "--wait",
                "--pgdata=" + data(),
                "--log=" + log(),
                "--options=-p %s -c listen_addresses=127.0.0.1 -c unix_socket_directories=''".formatted(port));
    }

    private boolean isRunning() {
        return exitCode("pg_ctl", "status", "--pgdata=" + data()) == 0;
    }

    private void run(String program, String... arguments) {
        if (exitCode(program, arguments) != 0) {
            throw failed("%s failed: %s".formatted(program, lastWords()), null);
        }
    }

    private int exitCode(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // The server refuses to run as root. In a user namespace of its own it runs as nobody.
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process;
        try {
            // The output goes to a file, because the server keeps open what pg_ctl writes to.
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw failed("%s cannot be started: %s".formatted(program, e.getMessage()), e);
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            // Nobody would know what it left half done, or a server that it has just started.
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log());
            return (lines.isEmpty() ? "" : lines.getLast()) + " (all of it is in " + log() + ")";
        } catch (IOException e) {
            return "see " + log();
        }
    }

    /** Finds the programs on the path, or else the newest ones among those that packages put elsewhere. */
    static Optional<Path> programs() {
        return programs(System.getenv("PATH"));
    }

    /** @param path folders to look in first; null if there are none */
    static Optional<Path> programs(@Nullable String path) {
        List<Path> folders = new ArrayList<>();
        if (path != null) {
            for (String folder : path.split(File.pathSeparator)) {
                folders.add(Path.of(folder));
            }
        }
        for (String parent : FOLDERS_OF_VERSIONS) {
            folders.addAll(versions(Path.of(parent)));
        }
        return folders.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("initdb")) && Files.isExecutable(folder.resolve("pg_ctl")))
                .findFirst();
    }

    private static List<Path> versions(Path parent) {
        List<Path> versions = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "{[0-9]*,pgsql-*,postgresql*}")) {
                found.forEach(versions::add);
            } catch (IOException e) {
                throw failed("%s cannot be looked through".formatted(parent), e);
            }
        }
        versions.sort(Comparator.comparingInt(LocalPostgres::major).reversed());
        return versions.stream().map(version -> version.resolve("bin")).toList();
    }

    /** Returns the version in the name of a folder: 17 of {@code 17}, {@code pgsql-17} and {@code postgresql@17}. */
    private static int major(Path folder) {
        Matcher number = NUMBER.matcher(folder.getFileName().toString());
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }

    private static PortException failed(String message, @Nullable Throwable cause) {
        return new PortException(PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, message, cause);
    }
}

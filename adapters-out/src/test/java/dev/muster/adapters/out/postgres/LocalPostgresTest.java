package dev.muster.adapters.out.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.application.port.PortException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
    @TempDir
    private Path folder;

    static boolean isInstalled() {
        return LocalPostgres.programs().isPresent();
    }

    @Test
    @EnabledIf("isInstalled")
    void runsForAsLongAsItIsNeededAndKeepsItsData() throws Exception {
        String url;
        try (LocalPostgres postgres = LocalPostgres.in(folder)) {
            url = postgres.url();
            execute(postgres, "CREATE TABLE kept AS SELECT 1");
            assertThat(Files.getPosixFilePermissions(postgres.passwordFile())).hasSize(2);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(postgres.url(), postgres.user(), "guessed"))
                    .withMessageContaining("password");

            try (LocalPostgres same = LocalPostgres.in(folder)) {
                assertThat(same.url()).isEqualTo(url);
            }
            execute(postgres, "SELECT 1");
        }
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> DriverManager.getConnection(url, "muster", ""));

        try (LocalPostgres postgres = LocalPostgres.in(folder)) {
            assertThat(execute(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
        }
    }

    private Path program(String name, String script) throws IOException {
        Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void findsItsProgramsOnThePathIfThereIsOne() throws IOException {
        Optional<Path> elsewhere = LocalPostgres.programs(null);
        assertThat(LocalPostgres.programs(folder.toString())).isEqualTo(elsewhere);

        program("initdb", "");
        assertThat(LocalPostgres.programs(folder.toString())).isEqualTo(elsewhere);
        program("pg_ctl", "");
        assertThat(LocalPostgres.programs("/nowhere" + File.pathSeparator + folder))
                .contains(folder);
    }

    @Test
    @Timeout(60)
    void endsWhatItWaitsForWhenItIsInterrupted() throws Exception {
        Path pid = folder.resolve("pid");
        program("initdb", "echo $$ > '%s.new' && mv '%s.new' '%s' && exec sleep 600".formatted(pid, pid, pid));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                failure.set(new AssertionError(new LocalPostgres(folder, folder).url()));
            } catch (PortException e) {
                failure.set(e);
            }
        });
        while (!Files.exists(pid)) {
            Thread.sleep(10);
        }
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        waiting.interrupt();
        waiting.join();

        assertThat(failure.get()).isInstanceOf(PortException.class).hasMessage("interrupted");
        assertThat(process.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    private static String execute(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet results = statement.getResultSet()) {
                results.next();
                return results.getString(1);
            }
        }
    }
}

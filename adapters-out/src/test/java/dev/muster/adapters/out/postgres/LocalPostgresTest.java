package dev.muster.adapters.out.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Where PostgreSQL's own programs are installed. */
@EnabledIf("isInstalled")
class LocalPostgresTest {
    @TempDir
    private Path folder;

    static boolean isInstalled() {
        return LocalPostgres.programs().isPresent();
    }

    @Test
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

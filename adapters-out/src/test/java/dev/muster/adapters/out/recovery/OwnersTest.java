package dev.muster.adapters.out.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.adapters.out.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersTest {
    @TempDir
    private Path folder;

    private static void assertKnowsWhoLives(Owners here, Owners there) {
        String other = there.self();

        assertThat(here.self()).isNotEqualTo(other).isEqualTo(here.self());
        assertThat(here.lives(other)).isTrue();
        assertThat(there.lives(here.self())).isTrue();
        there.close();
        assertThat(here.lives(other)).isFalse();
        assertThat(here.lives("0123456789abcdef")).isFalse();
        assertThat(here.lives("")).isFalse();
        assertThat(here.lives("../../etc/passwd")).isFalse();
        there.close();
        here.close();
    }

    @Test
    void knowsWhoLivesBySqlitesFiles() throws IOException {
        String url = "jdbc:sqlite:" + folder.resolve("muster.db") + "?cache=shared";
        assertKnowsWhoLives(Sqlite.owners(url), Sqlite.owners(url));
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void removesTheFileOfOneThatDied() throws IOException {
        Owners here = Sqlite.owners("jdbc:sqlite:" + folder.resolve("muster.db"));
        Path file = Files.createFile(folder.resolve("muster.db-owner-0123456789abcdef.lock"));

        assertThat(here.lives("0123456789abcdef")).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void knowsWhoLivesByPostgresLocks() {
        String url = PostgresServer.newDatabase();
        try (HikariDataSource one = pool(url);
                HikariDataSource two = pool(url)) {
            assertKnowsWhoLives(Postgres.owners(one), Postgres.owners(two));
        }
    }

    @Test
    void lastsLongerThanASession() throws SQLException {
        String url = PostgresServer.newDatabase();
        try (HikariDataSource one = pool(url);
                HikariDataSource two = pool(url)) {
            Owners here = Postgres.owners(one);
            Owners there = Postgres.owners(two);
            String self = here.self();
            try (Connection connection = two.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("""
                        SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""");
            }

            assertThat(here.self()).isEqualTo(self);
            assertThat(there.lives(self)).isTrue();
        }
    }

    @Test
    void breaksOffTheSessionsOfOneProcess() throws SQLException {
        String url = PostgresServer.newDatabase();
        try (HikariDataSource one = pool(url);
                HikariDataSource two = pool(url)) {
            Owners here = Postgres.owners(one);
            Owners there = Postgres.owners(two);
            String self = here.self();
            try (Connection stopped = one.getConnection();
                    Connection other = two.getConnection()) {
                there.breakOff(self);

                try (Statement statement = stopped.createStatement()) {
                    assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
                }
                assertThat(other.isValid(5)).isTrue();
                assertThat(there.lives(self)).isFalse();
            }
            assertThat(here.self()).isEqualTo(self);
            assertThat(there.lives(self)).isTrue();
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        // No more than a test holds: the pool believes for half a second that an idle session lives.
        config.setMaximumPoolSize(2);
        config.setConnectionInitSql(
                (String) Postgres.configuration(url, null, null).get("datasources.default.connection-init-sql"));
        return new HikariDataSource(config);
    }
}

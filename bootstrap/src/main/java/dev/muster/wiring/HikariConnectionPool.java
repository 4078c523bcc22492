package dev.muster.wiring;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.muster.application.port.ConnectionPool;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The connections that HikariCP keeps. */
record HikariConnectionPool(HikariDataSource source) implements ConnectionPool {
    /** @param source what stands before a pool of HikariCP */
    static HikariConnectionPool of(DataSource source) {
        try {
            return new HikariConnectionPool(
                    DelegatingDataSource.unwrapDataSource(source).unwrap(HikariDataSource.class));
        } catch (SQLException e) {
            throw new IllegalStateException("the connections are not in a pool of HikariCP", e);
        }
    }

    @Override
    public Use use() {
        int most = source.getMaximumPoolSize();
        HikariPoolMXBean pool = source.getHikariPoolMXBean();
        return pool == null
                ? new Use(0, 0, 0, most)
                : new Use(
                        pool.getActiveConnections(),
                        pool.getIdleConnections(),
                        pool.getThreadsAwaitingConnection(),
                        most);
    }
}

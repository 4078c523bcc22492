package dev.muster.adapters.out.postgres;

import com.zaxxer.hikari.util.DriverDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** Opens each connection with what a {@link Login} tells then, and once more if the server refuses that. */
final class LoginSource implements DataSource {
    private final DriverDataSource driver;
    private final Login login;

    LoginSource(DriverDataSource driver, Login login) {
        this.driver = driver;
        this.login = login;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Login.Credentials credentials = login.current();
        try {
            return connect(credentials);
        } catch (SQLException e) {
            if (!PSQLState.INVALID_PASSWORD.getState().equals(e.getSQLState())) {
                throw e;
            }
            Login.Credentials renewed = login.after(credentials);
            if (renewed.equals(credentials)) {
                throw e;
            }
            return connect(renewed);
        }
    }

    private Connection connect(Login.Credentials credentials) throws SQLException {
        return driver.getConnection(credentials.user(), credentials.password());
    }

    /** The pool would give what its configuration has. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return driver.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        driver.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        driver.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return driver.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return driver.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return driver.isWrapperFor(type);
    }
}

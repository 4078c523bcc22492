package dev.muster.adapters.out.schedule;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import javax.sql.DataSource;

/**
 * Connections to a database that takes one writer at a time: each holds the lock of the process's writers from the time
 * when it is handed out until it is closed, which the same thread must do.
 */
final class OneWriter extends DelegatingDataSource {
    private final Lock writers;

    OneWriter(DataSource source, Lock writers) {
        super(source);
        this.writers = writers;
    }

    @Override
    public Connection getConnection() throws SQLException {
        writers.lock();
        try {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        boolean closes = method.getName().equals("close");
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        } finally {
                            if (closes) {
                                writers.unlock();
                            }
                        }
                    });
        } catch (SQLException | RuntimeException | Error e) {
            writers.unlock();
            throw e;
        }
    }
}

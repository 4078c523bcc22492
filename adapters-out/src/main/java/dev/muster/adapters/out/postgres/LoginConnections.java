package dev.muster.adapters.out.postgres;

import com.zaxxer.hikari.util.DriverDataSource;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.Properties;

/** Where a {@link Login} is given, the pool opens connections by it. */
@Singleton
@Requires(beans = Login.class)
final class LoginConnections implements BeanCreatedEventListener<DatasourceConfiguration> {
    private final Login login;

    LoginConnections(Login login) {
        this.login = login;
    }

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration pool = event.getBean();
        pool.setDataSource(new LoginSource(
                new DriverDataSource(pool.getJdbcUrl(), pool.getDriverClassName(), new Properties(), null, null),
                login));
        return pool;
    }
}

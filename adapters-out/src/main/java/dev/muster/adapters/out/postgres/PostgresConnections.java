package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.TransactionControl;
import dev.muster.adapters.out.jdbc.TransactionalConnections;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Closes connections to PostgreSQL if it is unknown whether they are in a transaction. */
@Singleton
@Order(Ordered.HIGHEST_PRECEDENCE)
@Requires(property = "datasources.default.url", pattern = "jdbc:postgresql:.*")
final class PostgresConnections implements BeanCreatedEventListener<DataSource> {

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        return TransactionalConnections.of(event.getBean(), TransactionControl.JDBC, Postgres.SYSTEM);
    }
}

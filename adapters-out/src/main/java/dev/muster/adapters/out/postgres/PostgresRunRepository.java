package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.RunRepository;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

/** The table of the runs in PostgreSQL. */
@JdbcRepository(dialect = Dialect.POSTGRES)
@Requires(property = "datasources.default.url", pattern = "jdbc:postgresql:.*")
interface PostgresRunRepository extends RunRepository {}

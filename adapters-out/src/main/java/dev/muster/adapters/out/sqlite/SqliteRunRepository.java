package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.RunRepository;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

/**
 * The table of the runs in SQLite. Micronaut Data has no dialect for SQLite; its SQL for ANSI works as long as no page
 * is asked for.
 */
@JdbcRepository(dialect = Dialect.ANSI)
@Requires(property = "datasources.default.url", pattern = "jdbc:sqlite:.*")
interface SqliteRunRepository extends RunRepository {}

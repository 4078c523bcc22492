package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PortException;
import java.sql.SQLException;

/** What the failures of a database mean. One implementation for each database; thread safe. */
public interface Failures {

    /** Tells in which way the database failed. Only what can pass by itself is {@code UNAVAILABLE}; what we did wrong is our fault. */
    PortException.Kind kindOf(SQLException failure);

    /** Says what a database that denies something does not let its user do, as far as the database tells; fit for clients. */
    String denial(SQLException failure);
}

package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PortException;
import java.sql.SQLException;

/** Says what the failures of a database mean. There is one implementation for each database. Thread safe. */
public interface Failures {

    /**
     * Returns in which way the database failed. Only a failure that can pass by itself is {@code UNAVAILABLE}. A
     * mistake of this program is a {@code FAULT}.
     */
    PortException.Kind kindOf(SQLException failure);

    /** Says what the database does not let its user do, as far as the database tells. Clients may see the text. */
    String denial(SQLException failure);
}

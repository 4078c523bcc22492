/** The stores of a relational database, the same for all; what differs between databases is in their {@link Dialect}. */
@NullMarked
package dev.muster.adapters.out.jdbc;

import org.jspecify.annotations.NullMarked;

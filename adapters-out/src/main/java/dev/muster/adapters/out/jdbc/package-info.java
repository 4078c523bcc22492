/**
 * The stores of a relational database, the same for all. What differs between databases is in {@link ColumnTypes}, {@link
 * BulkRows}, {@link Dialect} and {@link Failures}.
 */
@NullMarked
package dev.muster.adapters.out.jdbc;

import org.jspecify.annotations.NullMarked;

/** PostgreSQL: its dialect, connections and migrations. */
@NullMarked
package dev.muster.adapters.out.postgres;

import org.jspecify.annotations.NullMarked;

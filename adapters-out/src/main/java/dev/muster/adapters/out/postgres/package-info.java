/** PostgreSQL: its columns, words and bulk paths, connections and migrations. */
@NullMarked
package dev.muster.adapters.out.postgres;

import org.jspecify.annotations.NullMarked;

/** SQLite: its columns, words and bulk paths, connections and migrations. */
@NullMarked
package dev.muster.adapters.out.sqlite;

import org.jspecify.annotations.NullMarked;

/** Times at which things are done, kept in the database by db-scheduler. */
@NullMarked
package dev.muster.adapters.out.schedule;

import org.jspecify.annotations.NullMarked;

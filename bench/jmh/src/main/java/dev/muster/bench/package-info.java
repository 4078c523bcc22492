/** Microbenchmarks of what every record goes through. */
@NullMarked
package dev.muster.bench;

import org.jspecify.annotations.NullMarked;

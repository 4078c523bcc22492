/** Ports in memory, for unit tests: fast, strict about what the ports ask of their callers, and held to the same contracts. */
@NullMarked
package dev.muster.application.memory;

import org.jspecify.annotations.NullMarked;

/** What there is to measure, counted and read for whoever watches the program. */
@NullMarked
package dev.muster.application.metrics;

import org.jspecify.annotations.NullMarked;

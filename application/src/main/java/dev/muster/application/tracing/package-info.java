/** What is told of the work under way, stretch by stretch. */
@NullMarked
package dev.muster.application.tracing;

import org.jspecify.annotations.NullMarked;

/** Traces, told to a collector in the protocol of OpenTelemetry. */
@NullMarked
package dev.muster.adapters.out.otel;

import org.jspecify.annotations.NullMarked;

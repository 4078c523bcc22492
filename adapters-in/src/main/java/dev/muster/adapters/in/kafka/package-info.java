/** Kafka: one consumer for each topic reads messages, and hands them on with their offsets. */
@NullMarked
package dev.muster.adapters.in.kafka;

import org.jspecify.annotations.NullMarked;

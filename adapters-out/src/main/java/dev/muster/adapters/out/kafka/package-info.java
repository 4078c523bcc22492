/** What Kafka's brokers tell of topics. */
@NullMarked
package dev.muster.adapters.out.kafka;

import org.jspecify.annotations.NullMarked;

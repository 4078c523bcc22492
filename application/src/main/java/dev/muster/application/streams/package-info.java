/** Streams: topics whose messages are records. They have no end, and are read as long as the service runs. */
@NullMarked
package dev.muster.application.streams;

import org.jspecify.annotations.NullMarked;

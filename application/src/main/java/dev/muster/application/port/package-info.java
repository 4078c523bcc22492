/** What the use cases need from the world. Every adapter of a port passes the same contract test. */
@NullMarked
package dev.muster.application.port;

import org.jspecify.annotations.NullMarked;

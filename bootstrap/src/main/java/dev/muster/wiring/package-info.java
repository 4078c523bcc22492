/** What the program is made of, and how it is put together. */
@Configuration
@NullMarked
package dev.muster.wiring;

import io.micronaut.context.annotation.Configuration;
import org.jspecify.annotations.NullMarked;

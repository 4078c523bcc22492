/** What the operator decides: read from the environment and {@code muster.yml}, checked once, typed ever after. */
@NullMarked
package dev.muster.settings;

import org.jspecify.annotations.NullMarked;

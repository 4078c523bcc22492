/** How whole datasets, and what was not let in, go out as files. */
@NullMarked
package dev.muster.application.export;

import org.jspecify.annotations.NullMarked;

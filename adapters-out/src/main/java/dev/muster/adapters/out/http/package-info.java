/** Other services by HTTP, as far as they may be reached. */
@NullMarked
package dev.muster.adapters.out.http;

import org.jspecify.annotations.NullMarked;

/** JSON of values that are kept. */
@NullMarked
package dev.muster.adapters.out.json;

import org.jspecify.annotations.NullMarked;

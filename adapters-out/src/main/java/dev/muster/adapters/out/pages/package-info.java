/** Reports as pages that stand alone, from templates in {@code src/main/jte}. */
@NullMarked
package dev.muster.adapters.out.pages;

import org.jspecify.annotations.NullMarked;

/** Who may do what. */
@NullMarked
package dev.muster.domain.access;

import org.jspecify.annotations.NullMarked;

/** Keys, and whom they let in. */
@NullMarked
package dev.muster.application.access;

import org.jspecify.annotations.NullMarked;

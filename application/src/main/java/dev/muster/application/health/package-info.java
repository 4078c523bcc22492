/** Whether what the program needs is there. */
@NullMarked
package dev.muster.application.health;

import org.jspecify.annotations.NullMarked;

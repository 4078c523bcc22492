/** Mappings: how files are read whose columns or values are named otherwise. */
@NullMarked
package dev.muster.application.mappings;

import org.jspecify.annotations.NullMarked;

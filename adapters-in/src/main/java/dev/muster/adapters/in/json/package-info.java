/** The shapes in which the outside sees what the program holds, and how they are written as JSON. */
@NullMarked
package dev.muster.adapters.in.json;

import org.jspecify.annotations.NullMarked;

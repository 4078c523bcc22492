/** What the program is made of, and how it is put together. */
@NullMarked
package dev.muster.wiring;

import org.jspecify.annotations.NullMarked;

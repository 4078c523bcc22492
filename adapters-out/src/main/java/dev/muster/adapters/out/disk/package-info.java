/** Objects as files of a folder. */
@NullMarked
package dev.muster.adapters.out.disk;

import org.jspecify.annotations.NullMarked;

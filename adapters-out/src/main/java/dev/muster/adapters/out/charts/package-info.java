/** Charts as pictures, drawn by JFreeChart. */
@NullMarked
package dev.muster.adapters.out.charts;

import org.jspecify.annotations.NullMarked;

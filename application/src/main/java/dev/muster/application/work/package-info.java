/** What goes on by itself: the queue of loads, the take-over of runs that were left, housekeeping. */
@NullMarked
package dev.muster.application.work;

import org.jspecify.annotations.NullMarked;

/** What the service tells others of: that a run, a pipeline or a backup has ended, and that rejections wait for somebody. */
@NullMarked
package dev.muster.application.events;

import org.jspecify.annotations.NullMarked;

/** What was not let in: kept, shown, and sent through again. */
@NullMarked
package dev.muster.application.rejections;

import org.jspecify.annotations.NullMarked;

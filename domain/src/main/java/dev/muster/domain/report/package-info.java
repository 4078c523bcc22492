/** Reports: what they answer, and the answers as tables that every format and chart is made from. */
@NullMarked
package dev.muster.domain.report;

import org.jspecify.annotations.NullMarked;

/** What can be done about what runs brought in: trace it, stop it, take it back, go on with it. */
@NullMarked
package dev.muster.application.runs;

import org.jspecify.annotations.NullMarked;

/** Hiring data: departments, jobs, hired employees, and what is counted in them. */
@NullMarked
package dev.muster.domain.hiring;

import org.jspecify.annotations.NullMarked;

/** Pipelines: what is fetched, loaded and reported by itself, step by step, and what became of it. */
@NullMarked
package dev.muster.domain.pipeline;

import org.jspecify.annotations.NullMarked;

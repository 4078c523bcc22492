/** Pipelines: beginning, doing and ending what is done step by step. */
@NullMarked
package dev.muster.application.pipeline;

import org.jspecify.annotations.NullMarked;

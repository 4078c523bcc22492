/** The HTTP API. Only {@link dev.muster.adapters.in.rest.RestSettings} is for others; the rest Micronaut finds. */
@NullMarked
package dev.muster.adapters.in.rest;

import org.jspecify.annotations.NullMarked;

/** The HTTP API: its controllers and what belongs to their resources. Micronaut finds them; nobody else knows them. */
@NullMarked
package dev.muster.adapters.in.rest;

import org.jspecify.annotations.NullMarked;

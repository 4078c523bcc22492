/** Pages for people who do not write programs. What they change, they change by the API, as programs do. */
@NullMarked
package dev.muster.adapters.in.web;

import org.jspecify.annotations.NullMarked;

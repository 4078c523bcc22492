/** The use cases: plain classes, one verb each. */
@NullMarked
package dev.muster.application;

import org.jspecify.annotations.NullMarked;

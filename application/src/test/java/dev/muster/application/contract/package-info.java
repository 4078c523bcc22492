/**
 * What each port promises, as tests that every adapter passes. A module with an adapter has a subclass per adapter, which
 * hands over an empty one and declares what it can do beyond the promise.
 */
@NullMarked
package dev.muster.application.contract;

import org.jspecify.annotations.NullMarked;

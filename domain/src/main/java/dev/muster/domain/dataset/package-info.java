/** What a dataset is: fields, types, rules and references. Everything else about a dataset is derived from its descriptor. */
@NullMarked
package dev.muster.domain.dataset;

import org.jspecify.annotations.NullMarked;

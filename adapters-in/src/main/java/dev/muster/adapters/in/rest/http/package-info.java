/**
 * What is HTTP's and no resource's: headers, bodies and their memory, limits of connections, filters, problem documents. Knows
 * no controller.
 */
@NullMarked
package dev.muster.adapters.in.rest.http;

import org.jspecify.annotations.NullMarked;

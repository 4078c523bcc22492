/** Shows whether what is stored is what comes of the bytes that were received. */
@NullMarked
package dev.muster.application.prove;

import org.jspecify.annotations.NullMarked;

/** What all documents of markup have to hold to. */
@NullMarked
package dev.muster.adapters.out.xml;

import org.jspecify.annotations.NullMarked;

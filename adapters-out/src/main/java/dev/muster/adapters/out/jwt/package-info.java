/** JSON web tokens, as identity providers give them. */
@NullMarked
package dev.muster.adapters.out.jwt;

import org.jspecify.annotations.NullMarked;

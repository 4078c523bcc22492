/** Which addresses of other services this one may reach on somebody's word. */
@NullMarked
package dev.muster.application.egress;

import org.jspecify.annotations.NullMarked;

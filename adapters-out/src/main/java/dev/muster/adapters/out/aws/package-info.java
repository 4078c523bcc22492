/** What AWS knows of the settings: secrets, and tokens that take the place of a password. */
@NullMarked
package dev.muster.adapters.out.aws;

import org.jspecify.annotations.NullMarked;

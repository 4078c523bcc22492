/** Made-up hiring data, always the same. Its names are lists among the resources. */
@NullMarked
package dev.muster.application.sample;

import org.jspecify.annotations.NullMarked;

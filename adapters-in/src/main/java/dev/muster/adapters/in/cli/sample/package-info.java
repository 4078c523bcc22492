/** Made-up hiring data, always the same, and the files it comes in. Its names are lists among the resources. */
@NullMarked
package dev.muster.adapters.in.cli.sample;

import org.jspecify.annotations.NullMarked;

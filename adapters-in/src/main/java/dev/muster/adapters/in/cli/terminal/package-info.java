/** What a person sees: a terminal's streams, tables, progress, and texts cut to the width of a screen. */
@NullMarked
package dev.muster.adapters.in.cli.terminal;

import org.jspecify.annotations.NullMarked;

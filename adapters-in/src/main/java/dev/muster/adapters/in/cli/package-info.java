/** The command line: arguments in, results on standard output, everything else on standard error, an exit code at the end. */
@NullMarked
package dev.muster.adapters.in.cli;

import org.jspecify.annotations.NullMarked;

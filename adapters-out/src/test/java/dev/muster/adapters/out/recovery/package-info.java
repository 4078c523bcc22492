/** Real processes on real databases, killed and set to work at once. */
package dev.muster.adapters.out.recovery;

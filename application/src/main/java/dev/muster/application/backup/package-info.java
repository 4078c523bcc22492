/** Makes backups, proves that they are whole, and brings them back. */
@NullMarked
package dev.muster.application.backup;

import org.jspecify.annotations.NullMarked;

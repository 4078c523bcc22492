/** What a backup holds: its sections, and the manifest that says what is in them. */
@NullMarked
package dev.muster.domain.backup;

import org.jspecify.annotations.NullMarked;

/** The files of backups: Avro object container files, and JSON. */
@NullMarked
package dev.muster.adapters.out.backups;

import org.jspecify.annotations.NullMarked;

/** How records come in: landed byte for byte, decoded, validated, and written in batches with their ledger. */
@NullMarked
package dev.muster.application.ingest;

import org.jspecify.annotations.NullMarked;

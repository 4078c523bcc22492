/** Tables as files: CSV, NDJSON, JSON, XLSX, Parquet and Avro. */
@NullMarked
package dev.muster.adapters.out.formats.write;

import org.jspecify.annotations.NullMarked;

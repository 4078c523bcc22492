/**
 * The decoders: bytes of any format and character set in, records out. {@link
 * dev.muster.adapters.in.decode.TextRecordDecoder} is the way in; everything else is how it works.
 *
 * <pre>
 * bytes ─▶ TextEncoding ─▶ UTF-8 ─▶ ByteWindow ─┬▶ CsvReader    (CsvSplitter, CsvHeader, CsvColumns) ─┬▶ RawRecord
 *                                               └▶ NdjsonReader, JsonReader (JsonObjectReader)       ─┘
 * </pre>
 */
@NullMarked
package dev.muster.adapters.in.decode;

import org.jspecify.annotations.NullMarked;

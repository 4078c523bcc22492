/**
 * The decoders: bytes of any format and character set in, records out. {@link
 * dev.muster.adapters.out.formats.read.TextRecordDecoder} is the way in; everything else is how it works.
 *
 * <pre>
 * bytes ─▶ TextEncoding ─▶ UTF-8 ─▶ ByteWindow ─┬▶ CsvReader    (CsvSplitter, CsvHeader, CsvColumns) ─┬▶ RawRecord
 *                                               └▶ NdjsonReader, JsonReader (JsonObjectReader)       ─┤
 * bytes ─▶ WorkbookFile ─▶ XmlPart ─▶ SheetRows ─▶ XlsxReader (CsvHeader, CsvColumns)                  ─┘
 * </pre>
 */
@NullMarked
package dev.muster.adapters.out.formats.read;

import org.jspecify.annotations.NullMarked;

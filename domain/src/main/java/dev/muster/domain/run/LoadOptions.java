package dev.muster.domain.run;

import dev.muster.domain.dataset.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to read and commit the input of a run. The run keeps its options, so that another process can go on with it.
 *
 * @param format the format of the input
 * @param header whether CSV, or a sheet, has a header; null if the first record tells
 * @param delimiter what separates CSV values; null if the first record tells
 * @param skip number of physical lines of CSV, or rows of a sheet, that are left out from the start
 * @param nulls texts that count as absent where they are the whole value in CSV or a sheet; they have
 *     no comma
 * @param mapping how CSV or a sheet names columns and values, as it was when the run began; null if as the dataset does
 * @param charset character set of the input, by its IANA name in lower case
 * @param gzip whether the input is compressed
 * @param strict whether any rejection undoes the whole run
 * @param batchSize most records committed together; 0 to let the service choose
 * @param maxRejections most rejections; the run fails with the next one
 * @param object where the input is landed in the object store; null if it travels with its batches
 * @param sheet name of the sheet of a workbook that has the records; null if that is the first
 */
public record LoadOptions(
        Format format,
        @Nullable Boolean header,
        @Nullable Delimiter delimiter,
        int skip,
        List<String> nulls,
        @Nullable Mapping mapping,
        String charset,
        boolean gzip,
        boolean strict,
        int batchSize,
        long maxRejections,
        @Nullable String object,
        @Nullable String sheet) {

    public LoadOptions {
        nulls = List.copyOf(nulls);
    }

    /** Makes options of an input of which no line is left out, no text counts as absent, and nothing is mapped. */
    public LoadOptions(
            Format format,
            @Nullable Boolean header,
            @Nullable Delimiter delimiter,
            String charset,
            boolean gzip,
            boolean strict,
            int batchSize,
            long maxRejections,
            @Nullable String object) {
        this(
                format,
                header,
                delimiter,
                0,
                List.of(),
                null,
                charset,
                gzip,
                strict,
                batchSize,
                maxRejections,
                object,
                null);
    }

    /** Formats of records. */
    public enum Format {
        CSV,
        /** A workbook of Office Open XML, of which one sheet has the records. */
        XLSX,
        /** One array of objects, or objects one after the other. */
        JSON,
        /** One JSON object per line. */
        NDJSON,
        /**
         * One array of 1 to {@value #MAX_JSON_BATCH} objects, or one object. It is committed as a whole or not at all.
         */
        JSON_BATCH,
        /** Messages of a stream, each with one JSON object. They come from nowhere else. */
        MESSAGES;

        /** The formats of files of any size. */
        public static final List<Format> OF_FILES = List.of(CSV, JSON, NDJSON, XLSX);
    }

    /** Most records of {@link Format#JSON_BATCH}. */
    public static final int MAX_JSON_BATCH = 1_000;

    /** What separates values in CSV. */
    public enum Delimiter {
        COMMA(','),
        SEMICOLON(';'),
        TAB('\t'),
        PIPE('|');

        private final char character;

        Delimiter(char character) {
            this.character = character;
        }

        public char character() {
            return character;
        }
    }

    /** Most rejections of a run, unless its request says otherwise. */
    public static final long DEFAULT_MAX_REJECTIONS = 1_000_000;

    /** Returns options that leave everything to the service: UTF-8, no compression, not strict. */
    public static LoadOptions of(Format format) {
        return new LoadOptions(format, null, null, "utf-8", false, false, 0, DEFAULT_MAX_REJECTIONS, null);
    }

    /** Returns the options of messages of a stream. However many are rejected, the stream goes on. */
    public static LoadOptions ofMessages() {
        return new LoadOptions(Format.MESSAGES, null, null, "utf-8", false, false, 0, Long.MAX_VALUE, null);
    }

    /** Returns whether all records are committed together. */
    public boolean whole() {
        return strict || format == Format.JSON_BATCH;
    }

    /**
     * Returns the options for reading the bytes of one record of such an input by itself, in UTF-8: as CSV without a
     * header, as which a row of a sheet is kept as well, or as JSON.
     */
    public LoadOptions ofOneRecord() {
        Format alone = switch (format) {
            case CSV, XLSX -> Format.CSV;
            case JSON, NDJSON, JSON_BATCH, MESSAGES -> Format.JSON;
        };
        Delimiter by = format == Format.XLSX ? Delimiter.COMMA : delimiter;
        return new LoadOptions(
                alone, false, by, 0, nulls, mapping, "utf-8", false, false, 0, maxRejections, null, null);
    }

    /** Returns these options with the place where the input was landed. */
    public LoadOptions landedAt(@Nullable String newObject) {
        return with(mapping, charset, newObject);
    }

    /** Returns these options with another character set. */
    public LoadOptions in(String newCharset) {
        return with(mapping, newCharset, object);
    }

    /** Returns these options with a mapping; null for none. */
    public LoadOptions mappedBy(@Nullable Mapping newMapping) {
        return with(newMapping, charset, object);
    }

    /** Returns these options with another delimiter. */
    public LoadOptions separatedBy(Delimiter newDelimiter) {
        return new LoadOptions(
                format,
                header,
                newDelimiter,
                skip,
                nulls,
                mapping,
                charset,
                gzip,
                strict,
                batchSize,
                maxRejections,
                object,
                sheet);
    }

    private LoadOptions with(@Nullable Mapping newMapping, String newCharset, @Nullable String newObject) {
        return new LoadOptions(
                format,
                header,
                delimiter,
                skip,
                nulls,
                newMapping,
                newCharset,
                gzip,
                strict,
                batchSize,
                maxRejections,
                newObject,
                sheet);
    }
}

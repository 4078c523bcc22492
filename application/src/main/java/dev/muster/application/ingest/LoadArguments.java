package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.TextArguments;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values that somebody gives for {@link LoadParameter}s.
 *
 * @param batchSize 0 if not given
 * @param format null if not given
 * @param header null if not given
 * @param delimiter null if not given
 * @param skip 0 if not given
 * @param nulls empty if not given
 * @param mapping name of a mapping of the dataset, which may not exist; null if not given
 * @param charset the IANA name in lower case; null if not given
 * @param sheet null if not given
 */
public record LoadArguments(
        Mode mode,
        boolean strict,
        boolean dryRun,
        int batchSize,
        long maxRejections,
        @Nullable Format format,
        @Nullable Boolean header,
        @Nullable Delimiter delimiter,
        int skip,
        List<String> nulls,
        @Nullable String mapping,
        @Nullable String charset,
        @Nullable String sheet) {
    static final String HEADER_PRESENT = "present";
    static final List<String> NULLS = List.of("NULL", "NULL,\\N");
    static final List<String> CHARSETS = List.of("utf-8", "utf-16", "iso-8859-1", "windows-1252");

    /**
     * Reads these arguments. Ignores arguments that are no load parameters.
     *
     * @throws Refusal {@code bad-parameter} or {@code unsupported-charset} if one has a value that is not allowed
     */
    public static LoadArguments of(TextArguments arguments) {
        return new LoadArguments(
                arguments.oneOf(LoadParameter.MODE.code(), Mode.class).orElse(Mode.INSERT),
                arguments.flag(LoadParameter.STRICT.code()),
                arguments.flag(LoadParameter.DRY_RUN.code()),
                (int) number(arguments, LoadParameter.BATCH_SIZE).orElse(0),
                number(arguments, LoadParameter.MAX_REJECTIONS).orElse(LoadOptions.DEFAULT_MAX_REJECTIONS),
                arguments
                        .oneOf(
                                LoadParameter.FORMAT.code(),
                                Format.OF_FILES,
                                format -> format.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                name(arguments, LoadParameter.HEADER),
                arguments.oneOf(LoadParameter.DELIMITER.code(), Delimiter.class).orElse(null),
                (int) number(arguments, LoadParameter.SKIP).orElse(0),
                arguments
                        .parsed(LoadParameter.NULL.code(), LoadArguments::texts, "a list of texts separated by commas")
                        .orElse(List.of()),
                arguments.text(LoadParameter.MAPPING.code()).orElse(null),
                arguments
                        .text(LoadParameter.CHARSET.code())
                        .map(LoadArguments::charset)
                        .orElse(null),
                arguments.text(LoadParameter.SHEET.code()).orElse(null));
    }

    /** Returns the texts of a list; empty if one of them is blank. */
    private static Optional<List<String>> texts(String list) {
        List<String> texts =
                Stream.of(list.split(",", -1)).map(WhiteSpace::trim).distinct().toList();
        return texts.contains("") ? Optional.empty() : Optional.of(texts);
    }

    private static OptionalLong number(TextArguments arguments, LoadParameter parameter) {
        LoadParameter.Kind.WholeNumber bounds = (LoadParameter.Kind.WholeNumber) parameter.kind();
        return arguments.number(parameter.code(), bounds.min(), bounds.max());
    }

    private static @Nullable Boolean name(TextArguments arguments, LoadParameter parameter) {
        LoadParameter.Kind.OneOf allowed = (LoadParameter.Kind.OneOf) parameter.kind();
        return arguments
                .oneOf(parameter.code(), allowed.names(), name -> name)
                .map(HEADER_PRESENT::equals)
                .orElse(null);
    }

    /**
     * Returns the IANA name in lower case of a character set.
     *
     * @throws Refusal {@code unsupported-charset} if it cannot be read
     */
    public static String charset(String name) {
        return CharacterSet.of(name)
                .map(CharacterSet::canonicalName)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.UNSUPPORTED_CHARSET,
                                "the character set '%s' is not supported; supported are %s"
                                        .formatted(name, String.join(", ", CHARSETS)))
                        .with("field", LoadParameter.CHARSET.code())
                        .with("allowed", CHARSETS)));
    }

    /**
     * Returns what to do with an input.
     *
     * @param read its format, which may differ from the argument
     * @param ownCharset the character set that the input itself names; null if none
     * @param gzip whether it is compressed
     * @throws Refusal {@code bad-parameter} if an argument says how to read another format
     */
    public LoadRequest request(Dataset dataset, Format read, @Nullable String ownCharset, boolean gzip) {
        boolean csv = read == Format.CSV;
        boolean xlsx = read == Format.XLSX;
        boolean rows = csv || xlsx;
        refuseUnless(rows, LoadParameter.HEADER, header != null, "CSV and XLSX");
        refuseUnless(csv, LoadParameter.DELIMITER, delimiter != null, "CSV");
        refuseUnless(rows, LoadParameter.SKIP, skip != 0, "CSV and XLSX");
        refuseUnless(rows, LoadParameter.NULL, !nulls.isEmpty(), "CSV and XLSX");
        refuseUnless(rows, LoadParameter.MAPPING, mapping != null, "CSV and XLSX");
        refuseUnless(!xlsx, LoadParameter.CHARSET, charset != null, "CSV and JSON");
        refuseUnless(xlsx, LoadParameter.SHEET, sheet != null, "XLSX");
        String given = charset != null ? charset : ownCharset != null && !xlsx ? charset(ownCharset) : null;
        String text = given == null ? CHARSETS.getFirst() : given;
        return new LoadRequest(
                dataset,
                mode,
                new LoadOptions(
                        read,
                        header,
                        delimiter,
                        skip,
                        nulls,
                        null,
                        text,
                        gzip,
                        strict,
                        batchSize,
                        maxRejections,
                        null,
                        sheet),
                dryRun,
                given == null && !xlsx,
                mapping);
    }

    private static void refuseUnless(boolean fits, LoadParameter parameter, boolean given, String formats) {
        if (given && !fits) {
            throw new Refusal(
                    new Problem(ProblemType.BAD_PARAMETER, "%s is for %s only".formatted(parameter.code(), formats))
                            .with("field", parameter.code()));
        }
    }
}

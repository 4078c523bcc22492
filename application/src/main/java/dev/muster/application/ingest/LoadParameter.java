package dev.muster.application.ingest;

import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of reading and loading an input. Queries, bodies, commands and the description of the API derive from
 * them: each name, meaning and bound stands here and nowhere else. {@link LoadArguments} reads their values.
 */
public enum LoadParameter {
    MODE(
            Kind.oneOf(List.of(Mode.values())),
            "insert",
            "What happens to a record whose key is stored with other values: insert rejects it as duplicate-key,"
                    + " upsert lets it replace the stored record as a whole"),
    STRICT(new Kind.Flag(), "false", "Whether any rejection undoes all of it, as batch-rejected"),
    DRY_RUN(new Kind.Flag(), "false", "Whether everything is worked out but nothing stored, not even a run"),
    BATCH_SIZE(new Kind.WholeNumber(1, 1_000), null, "Records that are committed together; left out, Muster chooses"),
    MAX_REJECTIONS(
            new Kind.WholeNumber(0, Integer.MAX_VALUE),
            String.valueOf(LoadOptions.DEFAULT_MAX_REJECTIONS),
            "Rejections beyond which the run fails as too-many-rejections"),
    FORMAT(Kind.oneOf(Format.OF_FILES), null, "What the input is; left out, its content type or its file's name tells"),
    HEADER(
            new Kind.OneOf(List.of(LoadArguments.HEADER_PRESENT, "absent")),
            null,
            "Whether the first record of CSV or row of a sheet is a header; left out, it is one if one of its cells is the name, title or"
                    + " alias of a field and none is an integer. With a header columns may come in any order, without one"
                    + " in that of the fields. With absent no record is taken for a header, wherever it stands"),
    DELIMITER(
            Kind.oneOf(List.of(Delimiter.values())),
            null,
            "What separates values in CSV; left out, it is found from the first record, or named by a first line such as"
                    + " sep=;"),
    SKIP(new Kind.WholeNumber(0, 1_000_000), "0", "Lines of CSV, or rows of a sheet, that are left out from the start"),
    NULL(
            new Kind.Text(LoadArguments.NULLS),
            null,
            "Texts that count as absent where they are a whole value in CSV or a sheet, separated by commas"),
    MAPPING(
            new Kind.Text(List.of("hr-export")),
            null,
            "Name of the dataset's mapping that says which column of CSV or a sheet is which field, and what values stand for"),
    CHARSET(
            new Kind.Text(LoadArguments.CHARSETS),
            "utf-8",
            "Character set of the input, whatever its content type says"),
    SHEET(
            new Kind.Text(List.of("Hires")),
            null,
            "Name of the sheet of a workbook that has the records; left out, the first one that is not hidden");

    /** The values that a parameter can have. */
    public sealed interface Kind {
        /** {@code true} or {@code false}. */
        record Flag() implements Kind {}

        /** From {@code min} to {@code max}. */
        record WholeNumber(long min, long max) implements Kind {}

        record OneOf(List<String> names) implements Kind {}

        /** @param examples common values */
        record Text(List<String> examples) implements Kind {}

        private static OneOf oneOf(Collection<? extends Enum<?>> constants) {
            return new OneOf(constants.stream()
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .toList());
        }
    }

    private final Kind kind;
    private final @Nullable String defaultText;
    private final String meaning;

    LoadParameter(Kind kind, @Nullable String defaultText, String meaning) {
        this.kind = kind;
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /** Returns the public name, in {@code snake_case}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the values that it can have. */
    public Kind kind() {
        return kind;
    }

    /** Returns the value that holds if the parameter is not given; null if the input decides. */
    public @Nullable String defaultText() {
        return defaultText;
    }

    /** Returns what the parameter decides, without a final full stop. */
    public String meaning() {
        return meaning;
    }

    /** Returns the public names of all parameters. */
    public static List<String> codes() {
        return Stream.of(LoadParameter.values()).map(LoadParameter::code).toList();
    }
}

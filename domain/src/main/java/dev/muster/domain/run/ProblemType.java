package dev.muster.domain.run;

import dev.muster.domain.run.Problem.Category;
import java.util.Locale;

/**
 * The kinds of problems that do not depend on the way in. The slugs are public: programs act on {@link #slug()}. Each
 * way in also has kinds of its own.
 */
public enum ProblemType implements Problem.Type {
    BAD_PARAMETER(Category.INVALID_ARGUMENT, "A parameter is missing or has a value that is not allowed"),
    MALFORMED_JSON(Category.MALFORMED, "The body is not JSON"),
    JSON_TOO_DEEP(Category.MALFORMED, "The JSON is nested too deeply"),
    PATH_NOT_ALLOWED(Category.FORBIDDEN, "This place may not be read"),
    UNKNOWN_DATASET(Category.UNKNOWN_NAME, "There is no such dataset"),
    UNKNOWN_REPORT(Category.UNKNOWN_NAME, "There is no such report"),
    UNKNOWN_PIPELINE(Category.UNKNOWN_NAME, "There is no such pipeline"),
    NOT_FOUND(Category.NOT_FOUND, "There is no such thing"),
    CONFLICT(Category.CONFLICT, "The state of the thing does not allow this"),
    BUSY(Category.CONFLICT, "The same is under way"),
    SOURCE_CHANGED(Category.CONFLICT, "The source changed while it was read"),
    PAYLOAD_TOO_LARGE(Category.TOO_LARGE, "The body is too large"),
    DECOMPRESSED_TOO_LARGE(Category.TOO_LARGE, "The body is too large when decompressed"),
    UNSUPPORTED_MEDIA_TYPE(Category.UNSUPPORTED, "The content type is not supported"),
    UNSUPPORTED_CHARSET(Category.UNSUPPORTED, "The character set is not supported"),
    BATCH_EMPTY(Category.UNPROCESSABLE, "There are no records"),
    BATCH_TOO_LARGE(Category.UNPROCESSABLE, "There are too many records"),
    BATCH_REJECTED(Category.UNPROCESSABLE, "Some records were rejected, so none was stored"),
    EMPTY_FILE(Category.UNPROCESSABLE, "The file is empty"),
    BAD_HEADER(Category.UNPROCESSABLE, "The header does not fit the dataset"),
    MALFORMED_CSV(Category.UNPROCESSABLE, "The CSV cannot be read any further"),
    MALFORMED_XLSX(Category.UNPROCESSABLE, "The workbook is damaged"),
    MALFORMED_GZIP(Category.UNPROCESSABLE, "The compressed data is damaged"),
    WRONG_FILE(Category.UNPROCESSABLE, "This is plainly not a file of this dataset"),
    TOO_MANY_REJECTIONS(Category.UNPROCESSABLE, "Too many records were rejected"),
    BAD_BACKUP(Category.UNPROCESSABLE, "The backup is damaged"),
    DESTINATION_NOT_ALLOWED(Category.UNPROCESSABLE, "This destination is not allowed"),
    IDEMPOTENCY_MISMATCH(Category.UNPROCESSABLE, "The idempotency key was used for another request"),
    TOO_MANY_REQUESTS(Category.OVERLOADED, "There are too many requests"),
    INTERNAL_ERROR(Category.FAULT, "Something went wrong"),
    DATABASE_DENIED(Category.FAULT, "The database does not allow this"),
    UPSTREAM_FAILED(Category.UPSTREAM_FAILED, "Another service failed"),
    DATABASE_UNAVAILABLE(Category.UNAVAILABLE, "The database cannot be reached"),
    STORAGE_UNAVAILABLE(Category.UNAVAILABLE, "The storage cannot be reached"),
    INSUFFICIENT_STORAGE(Category.FULL, "There is no space left");

    private final Category category;
    private final String slug;
    private final String title;

    ProblemType(Category category, String title) {
        this.category = category;
        this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.title = title;
    }

    @Override
    public Category category() {
        return category;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    /**
     * Returns the kind with this public name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProblemType of(String slug) {
        for (ProblemType type : values()) {
            if (type.slug.equals(slug)) {
                return type;
            }
        }
        throw new IllegalArgumentException("there is no problem type '%s'".formatted(slug));
    }
}

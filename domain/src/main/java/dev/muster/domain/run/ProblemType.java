package dev.muster.domain.run;

import java.util.Locale;

/** The kinds of problems. The slugs are public: programs act on {@link #slug()}. */
public enum ProblemType {
    BAD_PARAMETER("A parameter is missing or has a value that is not allowed"),
    MALFORMED_JSON("The body is not JSON"),
    JSON_TOO_DEEP("The JSON is nested too deeply"),
    BAD_MULTIPART("The multipart body cannot be read"),
    BAD_REQUEST("The request cannot be understood"),
    UNAUTHORIZED("A key is needed"),
    FORBIDDEN("This is not allowed"),
    PATH_NOT_ALLOWED("This place may not be read"),
    UNKNOWN_DATASET("There is no such dataset"),
    UNKNOWN_REPORT("There is no such report"),
    UNKNOWN_PIPELINE("There is no such pipeline"),
    NOT_FOUND("There is no such thing"),
    METHOD_NOT_ALLOWED("The method is not allowed here"),
    NOT_ACCEPTABLE("The answer cannot be given in a format that the request accepts"),
    REQUEST_TIMEOUT("The request took too long to arrive"),
    CONFLICT("The state of the thing does not allow this"),
    BUSY("The same is under way"),
    SOURCE_CHANGED("The source changed while it was read"),
    PAYLOAD_TOO_LARGE("The body is too large"),
    DECOMPRESSED_TOO_LARGE("The body is too large when decompressed"),
    URI_TOO_LONG("The address is too long"),
    UNSUPPORTED_MEDIA_TYPE("The content type is not supported"),
    UNSUPPORTED_CHARSET("The character set is not supported"),
    BATCH_EMPTY("There are no records"),
    BATCH_TOO_LARGE("There are too many records"),
    BATCH_REJECTED("Some records were rejected, so none was stored"),
    EMPTY_FILE("The file is empty"),
    BAD_HEADER("The header does not fit the dataset"),
    MALFORMED_CSV("The CSV cannot be read any further"),
    MALFORMED_GZIP("The compressed data is damaged"),
    WRONG_FILE("This is plainly not a file of this dataset"),
    TOO_MANY_REJECTIONS("Too many records were rejected"),
    BAD_BACKUP("The backup is damaged"),
    DESTINATION_NOT_ALLOWED("This destination is not allowed"),
    IDEMPOTENCY_MISMATCH("The idempotency key was used for another request"),
    TOO_MANY_REQUESTS("There are too many requests"),
    HEADERS_TOO_LARGE("The request's headers are too large"),
    INTERNAL_ERROR("Something went wrong"),
    DATABASE_DENIED("The database does not allow this"),
    UPSTREAM_FAILED("Another service failed"),
    DATABASE_UNAVAILABLE("The database cannot be reached"),
    STORAGE_UNAVAILABLE("The storage cannot be reached"),
    INSUFFICIENT_STORAGE("There is no space left");

    private final String slug;
    private final String title;

    ProblemType(String title) {
        this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.title = title;
    }

    /** The public name in {@code kebab-case}. */
    public String slug() {
        return slug;
    }

    /** The kind in words, the same for every problem of the kind. */
    public String title() {
        return title;
    }

    /**
     * The kind with this public name.
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

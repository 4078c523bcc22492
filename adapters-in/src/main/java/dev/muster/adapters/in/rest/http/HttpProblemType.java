package dev.muster.adapters.in.rest.http;

import dev.muster.adapters.in.json.Statuses;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Problem.Category;
import dev.muster.domain.run.ProblemType;
import java.util.Locale;
import java.util.stream.Stream;

/** The kinds of problems that only HTTP has; each has its own status. */
public enum HttpProblemType implements Problem.Type {
    BAD_MULTIPART(400, Category.MALFORMED, "The multipart body cannot be read"),
    BAD_REQUEST(400, Category.MALFORMED, "The request cannot be understood"),
    UNAUTHORIZED(401, Category.FORBIDDEN, "A key is needed"),
    FORBIDDEN(403, Category.FORBIDDEN, "This is not allowed"),
    METHOD_NOT_ALLOWED(405, Category.UNSUPPORTED, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, Category.UNSUPPORTED, "The answer cannot be given in a format that the request accepts"),
    REQUEST_TIMEOUT(408, Category.UNAVAILABLE, "The request took too long to arrive"),
    URI_TOO_LONG(414, Category.TOO_LARGE, "The address is too long"),
    HEADERS_TOO_LARGE(431, Category.TOO_LARGE, "The request's headers are too large");

    private final int status;
    private final Category category;
    private final String slug;
    private final String title;

    HttpProblemType(int status, Category category, String title) {
        this.status = status;
        this.category = category;
        this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.title = title;
    }

    /** All kinds of problems that there are: these, and those that do not depend on HTTP. */
    public static Stream<Problem.Type> all() {
        return Stream.concat(Stream.of(ProblemType.values()), Stream.of(values()));
    }

    /** The status of any kind of problem. */
    public static int status(Problem.Type type) {
        return type instanceof HttpProblemType own ? own.status : Statuses.of(type.category());
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Category category() {
        return category;
    }
}

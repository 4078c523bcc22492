package dev.muster.domain.run;

import java.util.Map;
import java.util.TreeMap;

/**
 * Tells people and programs why a request was not carried out. It has the parts of an RFC 9457 problem document that do
 * not depend on HTTP.
 *
 * @param type the kind of problem
 * @param detail what is wrong in this case and what is allowed; holds no secret, SQL or stack trace
 * @param extensions further members of the document such as {@code field}, {@code line}, {@code allowed}: numbers,
 *     texts, or lists and maps of those
 */
public record Problem(Type type, String detail, Map<String, Object> extensions) {

    /** A kind of problem. */
    public interface Type {
        /** Returns the public name in {@code kebab-case}. */
        String slug();

        /** Returns the kind in words, which are the same for every problem of the kind. */
        String title();

        /** Returns the category of the kind. */
        Category category();
    }

    /** The categories of problems. The HTTP status and the exit code of a command follow from the category. */
    public enum Category {
        /** An argument is missing or has a value that is not allowed. */
        INVALID_ARGUMENT,
        /** A name is unknown, and the known names are few. */
        UNKNOWN_NAME,
        /** The request cannot be understood. */
        MALFORMED,
        /** The client may not do this. */
        FORBIDDEN,
        /** The thing does not exist. */
        NOT_FOUND,
        /** The state of the thing does not allow this now. */
        CONFLICT,
        /** What was sent is larger than allowed. */
        TOO_LARGE,
        /** What was sent is of a kind that is not accepted. */
        UNSUPPORTED,
        /** What was sent was understood, but cannot be used. */
        UNPROCESSABLE,
        /** There are too many requests at once. */
        OVERLOADED,
        /** The program or its setup is at fault. */
        FAULT,
        /** Another service failed. */
        UPSTREAM_FAILED,
        /** Something that is needed does not answer now. */
        UNAVAILABLE,
        /** There is no space left. */
        FULL
    }

    public Problem {
        extensions = Map.copyOf(extensions);
    }

    public Problem(Type type, String detail) {
        this(type, detail, Map.of());
    }

    /** Returns this problem with one more member. */
    public Problem with(String member, Object value) {
        Map<String, Object> all = new TreeMap<>(extensions);
        all.put(member, value);
        return new Problem(type, detail, all);
    }
}

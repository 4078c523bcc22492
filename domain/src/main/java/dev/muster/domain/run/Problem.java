package dev.muster.domain.run;

import java.util.Map;
import java.util.TreeMap;

/**
 * Why something that was asked for was not done, for people and programs: the parts of an RFC 9457 problem document that do
 * not depend on HTTP.
 *
 * @param type the kind of problem
 * @param detail what is wrong in this case and what is allowed; holds no secret, SQL or stack trace
 * @param extensions further members of the document such as {@code field}, {@code line}, {@code allowed}: numbers, texts, or
 *     lists and maps of those
 */
public record Problem(Type type, String detail, Map<String, Object> extensions) {

    /** A kind of problem. */
    public interface Type {
        /** The public name in {@code kebab-case}. */
        String slug();

        /** The kind in words, the same for every problem of the kind. */
        String title();

        /** What it comes down to for whoever asked. */
        Category category();
    }

    /** What problems come down to: from this follow the HTTP status and the exit code of a command. */
    public enum Category {
        /** An argument is missing or has a value that is not allowed. */
        INVALID_ARGUMENT,
        /** A name stands for nothing; the names that do are few and known. */
        UNKNOWN_NAME,
        /** What was asked cannot be understood. */
        MALFORMED,
        /** Whoever asks may not do this. */
        FORBIDDEN,
        /** The thing is not there. */
        NOT_FOUND,
        /** The state of the thing does not allow this now. */
        CONFLICT,
        /** What was sent is larger than allowed. */
        TOO_LARGE,
        /** What was sent is of a kind that is not taken. */
        UNSUPPORTED,
        /** What was sent was understood, and cannot be used. */
        UNPROCESSABLE,
        /** Too much is asked at once. */
        OVERLOADED,
        /** The program, or what it was set up with, is at fault. */
        FAULT,
        /** Another service failed. */
        UPSTREAM_FAILED,
        /** What is needed does not answer now. */
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

    /** This problem with one more member. */
    public Problem with(String member, Object value) {
        Map<String, Object> all = new TreeMap<>(extensions);
        all.put(member, value);
        return new Problem(type, detail, all);
    }
}

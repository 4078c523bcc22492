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
public record Problem(ProblemType type, String detail, Map<String, Object> extensions) {
    public Problem {
        extensions = Map.copyOf(extensions);
    }

    public Problem(ProblemType type, String detail) {
        this(type, detail, Map.of());
    }

    /** This problem with one more member. */
    public Problem with(String member, Object value) {
        Map<String, Object> all = new TreeMap<>(extensions);
        all.put(member, value);
        return new Problem(type, detail, all);
    }
}

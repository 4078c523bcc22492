package dev.muster.adapters.in.json;

import dev.muster.domain.run.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A problem document (RFC 9457).
 *
 * @param status the HTTP status
 * @param extensions the best known first, then in the order of their names
 */
public record ProblemView(
        String type,
        String title,
        int status,
        String detail,
        @Member(unwrapped = true) Map<String, Object> extensions) {
    private static final List<String> FIRST = List.of("field", "line", "allowed", "run");

    /** A problem with the status of its category. */
    public static ProblemView of(Problem problem) {
        return of(problem, Statuses.of(problem.type().category()));
    }

    public static ProblemView of(Problem problem, int status) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        Stream.concat(FIRST.stream(), problem.extensions().keySet().stream().sorted())
                .filter(problem.extensions()::containsKey)
                .forEach(name -> extensions.put(name, problem.extensions().get(name)));
        return new ProblemView(
                "/problems/" + problem.type().slug(), problem.type().title(), status, problem.detail(), extensions);
    }
}

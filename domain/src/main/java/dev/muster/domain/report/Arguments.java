package dev.muster.domain.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a report's parameters.
 *
 * @param values values by name of parameter, in the order of the report's parameters, defaults filled in
 */
public record Arguments(Map<String, Long> values) {
    public Arguments {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Returns the value of a parameter of the report.
     *
     * @throws IllegalArgumentException if the report has no such parameter
     */
    public long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no parameter '%s'".formatted(name));
        }
        return value;
    }

    /** Returns the value of {@link Parameter#YEAR}. */
    public int year() {
        return (int) get(Parameter.YEAR.name());
    }
}

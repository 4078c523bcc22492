package dev.muster.domain.pipeline;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is done by itself, or on request, in the order of its stages.
 *
 * @param stages the steps, in order; those of one stage are done at the same time
 * @param schedule when it is done, as cron has it; null if only on request
 * @param zone where the times of the schedule are told
 * @param retries most attempts of a step after its first one
 */
public record Pipeline(
        String name, List<List<Step>> stages, @Nullable String schedule, ZoneId zone, int retries) {
    /** Retries, where nobody says how many. */
    public static final int DEFAULT_RETRIES = 3;

    /** The zone of a schedule, where nobody names one. */
    public static final ZoneId DEFAULT_ZONE = ZoneId.of("UTC");

    /** Most retries. */
    public static final int MAX_RETRIES = 20;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public Pipeline {
        stages = stages.stream().map(List::copyOf).toList();
        if (!isName(name)) {
            throw new IllegalArgumentException("'%s' is no name of a pipeline".formatted(name));
        }
        Set<String> names = new HashSet<>();
        for (Step step : stages.stream().flatMap(List::stream).toList()) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("pipeline %s has two steps %s".formatted(name, step.name()));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("pipeline %s has no steps".formatted(name));
        }
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException("pipeline %s has %s retries".formatted(name, retries));
        }
    }

    /** Makes a pipeline that is done on request. */
    public static Pipeline of(String name, List<List<Step>> stages) {
        return new Pipeline(name, stages, null, DEFAULT_ZONE, DEFAULT_RETRIES);
    }

    /** Returns whether a text has the form of a name: small letters, digits and hyphens, a letter first. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns the steps, in order. */
    public List<Step> steps() {
        return stages.stream().flatMap(List::stream).toList();
    }

    /** Returns this pipeline at other times. */
    public Pipeline scheduled(@Nullable String newSchedule, ZoneId newZone, int newRetries) {
        return new Pipeline(name, stages, newSchedule, newZone, newRetries);
    }
}

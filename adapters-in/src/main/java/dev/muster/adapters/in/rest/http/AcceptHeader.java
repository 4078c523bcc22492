package dev.muster.adapters.in.rest.http;

import dev.muster.domain.dataset.AsciiCase;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The {@code Accept} headers of a client (RFC 9110): ranges of types, and how much each is wanted. */
public record AcceptHeader(List<Range> ranges) {

    /**
     * A range of types.
     *
     * @param type such as {@code text/csv}, {@code text/*} or {@code *}{@code /*}, in lower case and without parameters
     * @param quality how much it is wanted, 0 to 1
     */
    record Range(String type, double quality) {
        /** Returns how exactly the range names a type: 2 for the type itself, 1 for its kind, 0 for any type, -1 for no match. */
        int exactness(String mediaType) {
            if (type.equals(mediaType)) {
                return 2;
            }
            if (type.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
                return 1;
            }
            return type.equals("*/*") ? 0 : -1;
        }
    }

    /** How much something is wanted, and by which range. */
    private record Choice<T>(T thing, Range range, int exactness, int place) {}

    /** Returns what {@code request} accepts: every type if it has no such header. */
    public static AcceptHeader by(HttpRequest<?> request) {
        List<Range> ranges = new ArrayList<>();
        for (String header : request.getHeaders().getAll(HttpHeaders.ACCEPT)) {
            for (String range : header.split(",")) {
                if (!range.isBlank()) {
                    ranges.add(range(range));
                }
            }
        }
        return new AcceptHeader(ranges.isEmpty() ? List.of(new Range("*/*", 1)) : ranges);
    }

    private static Range range(String text) {
        String[] parts = text.split(";", -1);
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String parameter = AsciiCase.lower(parts[i].strip());
            if (parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
                quality = Double.parseDouble(parameter.substring(2));
            }
        }
        return new Range(AsciiCase.lower(parts[0].strip()), quality);
    }

    /**
     * Returns the thing that is wanted most; among equals the one that is named most exactly, then first. Empty if none
     * is accepted.
     *
     * @param mediaType what a thing is
     */
    public <T> Optional<T> best(Collection<T> things, Function<T, String> mediaType) {
        return things.stream()
                .flatMap(thing -> choice(thing, mediaType.apply(thing)).stream())
                .filter(choice -> choice.range.quality > 0)
                .max(Comparator.<Choice<T>>comparingDouble(choice -> choice.range.quality)
                        .thenComparingInt(Choice::exactness)
                        .thenComparing(Choice::place, Comparator.reverseOrder()))
                .map(Choice::thing);
    }

    /** The range that counts for a type is the one that means it most exactly. */
    private <T> Optional<Choice<T>> choice(T thing, String mediaType) {
        Choice<T> found = null;
        for (int i = 0; i < ranges.size(); i++) {
            int exactness = ranges.get(i).exactness(mediaType);
            if (exactness >= 0 && (found == null || exactness > found.exactness)) {
                found = new Choice<>(thing, ranges.get(i), exactness, i);
            }
        }
        return Optional.ofNullable(found);
    }
}

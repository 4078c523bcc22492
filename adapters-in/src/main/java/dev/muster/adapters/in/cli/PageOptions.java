package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.PageView;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Slice;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a part of a list. */
final class PageOptions {
    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Most items to show, 1 to " + PageRequest.MAX_LIMIT + " (default " + PageRequest.DEFAULT_LIMIT
                    + ").")
    private @Nullable String limit;

    @Option(names = "--after", paramLabel = "NEXT", description = "Go on behind what an earlier part told as next.")
    private @Nullable String after;

    /** Returns the part of a list that is asked for; {@code parse} reads {@code --after}. */
    <K> PageRequest<K> request(Function<String, Optional<K>> parse, String what) {
        return PageRequest.of(texts(), parse, what);
    }

    /** Returns the part of a list that is asked for; {@code --after} is a position. */
    PageRequest<Long> byPosition() {
        return PageRequest.byPosition(texts());
    }

    /** Returns the part of a list that is in memory as a whole. */
    <T> Slice<T> among(List<T> all, Function<T, String> name) {
        return PageRequest.of(texts(), all, name).among(all);
    }

    boolean isEmpty() {
        return limit == null && after == null;
    }

    private TextArguments texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (limit != null) {
            texts.put("limit", limit);
        }
        if (after != null) {
            texts.put("after", after);
        }
        return TextArguments.of(texts).spelled(name -> "--" + name);
    }

    /**
     * Prints a part of a list.
     *
     * @param plural name of the items in JSON
     * @param next what to give as {@code --after} to go on behind the part
     * @param empty what to say if there is nothing
     */
    static <T> void print(
            Terminal terminal,
            boolean json,
            String plural,
            Slice<T> part,
            Function<T, ?> view,
            Function<List<T>, String> next,
            Function<List<T>, TextTable> table,
            String empty)
            throws IOException {
        List<T> items = part.items();
        String after = part.more() ? next.apply(items) : null;
        if (json) {
            JsonLines.print(
                    terminal, PageView.of(plural, items.stream().map(view).toList(), after));
        } else if (items.isEmpty()) {
            terminal.out().print(empty + "\n");
        } else {
            table.apply(items).print(terminal.out(), terminal.screen().room());
            if (after != null) {
                terminal.out().flush();
                terminal.say("there are more: --after " + after);
            }
        }
    }
}

package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.GroupView;
import dev.muster.adapters.in.json.PageView;
import dev.muster.application.port.RejectionStore.Group;
import dev.muster.application.rejections.GroupRejections.Remedied;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what rejections have in common. */
@Command(
        name = "groups",
        description = "Shows what open rejections have in common, the most frequent first, and what to do about them.")
final class GroupsCommand implements Callable<Integer> {
    private static final int DEFAULT_LIMIT = 100;

    private final Services services;
    private final Terminal terminal;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Option(names = "--limit", paramLabel = "N", description = "Most groups, 1 to 1000 (default 100).")
    private int limit = DEFAULT_LIMIT;

    @Option(names = "--after", paramLabel = "NEXT", description = "Only groups after those that told this as next.")
    private long skip;

    @Mixin
    private JsonOption json;

    @Mixin
    private HelpOption help;

    GroupsCommand(Services services, Terminal terminal) {
        this.services = services;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Limits.check(limit);
        if (skip < 0) {
            throw CommandFailed.usage("--after must not be negative, as %d is".formatted(skip));
        }
        if (dataset != null) {
            DatasetArgument.named(dataset, services.catalog());
        }
        List<Remedied> found = services.useCases().groupRejections().groups(dataset, skip, limit + 1);
        List<Remedied> shown = found.stream().limit(limit).toList();
        String next = found.size() > limit ? Long.toString(skip + limit) : null;
        if (json.given()) {
            JsonLines.print(
                    terminal,
                    PageView.of("groups", shown.stream().map(GroupView::of).toList(), next));
        } else if (shown.isEmpty()) {
            terminal.out().print("no open rejections\n");
        } else {
            table(shown).print(terminal.out(), terminal.screen().room());
            if (next != null) {
                terminal.out().flush();
                terminal.say("there are more: --after " + next);
            }
        }
        return ExitCodes.DONE;
    }

    private static TextTable table(List<Remedied> groups) {
        TextTable table = new TextTable("dataset", "code", "field", "value…", ">rejections", "what to do…");
        for (Remedied remedied : groups) {
            Group group = remedied.group();
            table.row(
                    group.dataset(),
                    group.code().code(),
                    group.field(),
                    group.value(),
                    group.count(),
                    remedied.remedy());
        }
        return table;
    }
}

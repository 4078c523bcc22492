package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.GroupView;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.port.RejectionStore.Group;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.GroupRejections.Remedied;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what rejections have in common. */
@Command(
        name = "groups",
        description = "Shows what open rejections have in common, the most frequent first, and what to do about them.")
final class GroupsCommand implements Subcommand {
    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Mixin
    private PageOptions page;

    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        PageRequest<Long> asked = page.byPosition();
        if (dataset != null) {
            services.datasets().named(dataset);
        }
        PageOptions.print(
                terminal,
                json.given(),
                "groups",
                services.useCases().groupRejections().groups(dataset, asked),
                GroupView::of,
                groups -> GroupRejections.next(asked),
                GroupsCommand::table,
                "no open rejections");
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

package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.AuditView;
import dev.muster.adapters.in.json.Json;
import dev.muster.application.arguments.AuditArguments;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Slice;
import dev.muster.domain.access.AuditEntry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who did what. */
@Command(name = "audit", description = "Shows who changed something or was refused, newest first.")
final class AuditCommand implements Subcommand {
    @Option(names = "--actor", paramLabel = "ACTOR", description = "Only what this one did, such as key:3f9a or local.")
    private @Nullable String actor;

    @Option(names = "--action", paramLabel = "ACTION", description = "Only this, such as load-records or create-key.")
    private @Nullable String action;

    @Option(names = "--since", paramLabel = "TIME", description = "Only from then on, such as 2026-01-31T00:00:00Z.")
    private @Nullable String since;

    @Mixin
    private PageOptions page;

    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        PageRequest<Long> asked = page.request(AuditArguments::id, AuditArguments.WHAT_AN_ID_IS);
        List<AuditEntry> found =
                services.useCases().keepAudit().list(AuditArguments.filter(texts()), asked.after(), asked.limit() + 1);
        PageOptions.print(
                terminal,
                json.given(),
                "audit",
                Slice.of(found.iterator(), asked.limit(), entry -> 0),
                AuditView::of,
                entries -> Long.toString(entries.getLast().id()),
                AuditCommand::table,
                "nothing is on record");
        return ExitCodes.DONE;
    }

    private TextArguments texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        put(texts, "actor", actor);
        put(texts, "action", action);
        put(texts, "since", since);
        return TextArguments.of(texts).spelled(name -> "--" + name);
    }

    private static void put(Map<String, String> texts, String name, @Nullable String text) {
        if (text != null) {
            texts.put(name, text);
        }
    }

    private static TextTable table(List<AuditEntry> entries) {
        TextTable table = new TextTable("when", "who", "what", "about", "outcome");
        for (AuditEntry entry : entries) {
            table.row(
                    Json.text(entry.at()),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.outcome().code());
        }
        return table;
    }
}

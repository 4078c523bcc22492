package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.KeyView;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.arguments.KeyArguments;
import dev.muster.application.arguments.TextArguments;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key. */
@Command(
        name = "create",
        description = "Makes a key, and shows it this once.",
        footer = {
            "",
            "A reader sees reports, charts and the summary. An operator also loads and mends records, and makes exports and backups.",
            "An admin also restores, deletes and undoes, and gives keys."
        })
final class CreateKeyCommand implements Subcommand {
    @Option(names = "--role", paramLabel = "ROLE", description = "reader, operator or admin.")
    private @Nullable String role;

    @Option(names = "--label", paramLabel = "TEXT", description = "Whose key it is, or what it is for.")
    private @Nullable String label;

    @Option(
            names = "--expires-at",
            paramLabel = "TIME",
            description = "When it ends by itself, such as 2030-12-31T23:59:59Z.")
    private @Nullable String expiresAt;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "create-key";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        TextArguments wanted = wanted();
        ManageKeys.Made made = services.useCases()
                .manageKeys()
                .create(KeyArguments.role(wanted), KeyArguments.label(wanted), KeyArguments.expiresAt(wanted));
        if (json.given()) {
            JsonLines.print(terminal, KeyView.Made.of(made));
        } else {
            terminal.out()
                    .print("key %s with the role %s, shown this once: %s\n"
                            .formatted(made.key().id(), made.key().role().code(), made.text()));
        }
        return ExitCodes.DONE;
    }

    private TextArguments wanted() {
        Map<String, String> texts = new LinkedHashMap<>();
        put(texts, "role", role);
        put(texts, "label", label);
        put(texts, "expires_at", expiresAt);
        return TextArguments.of(texts).spelled(name -> "--" + name.replace('_', '-'));
    }

    private static void put(Map<String, String> texts, String name, @Nullable String text) {
        if (text != null) {
            texts.put(name, text);
        }
    }
}

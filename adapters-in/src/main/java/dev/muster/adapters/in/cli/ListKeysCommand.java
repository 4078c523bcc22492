package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.KeyView;
import dev.muster.domain.access.AccessKey;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what is known of keys. */
@Command(
        name = "list",
        description = "Shows the keys that were made, the newest first, without what is secret of them.")
final class ListKeysCommand implements Subcommand {
    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        List<AccessKey> keys = services.useCases().manageKeys().list();
        if (json.given()) {
            JsonLines.print(terminal, KeyView.All.of(keys));
            return ExitCodes.DONE;
        }
        if (keys.isEmpty()) {
            terminal.say("no keys");
        }
        keys.forEach(key -> terminal.out().print(line(key)));
        return ExitCodes.DONE;
    }

    /** Programs find the id at the beginning of each line. */
    private static String line(AccessKey key) {
        return "%s  %-8s  made %s, %s%s%s%s\n"
                .formatted(
                        key.id(),
                        key.role().code(),
                        Json.text(key.createdAt()),
                        key.lastUsedAt() == null ? "never used" : "last used " + Json.text(key.lastUsedAt()),
                        key.expiresAt() == null ? "" : ", expires " + Json.text(key.expiresAt()),
                        key.revokedAt() == null ? "" : ", revoked " + Json.text(key.revokedAt()),
                        key.label() == null ? "" : ": " + key.label());
    }
}

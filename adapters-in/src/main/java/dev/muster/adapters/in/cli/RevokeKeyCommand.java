package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.KeyView;
import dev.muster.domain.access.AccessKey;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a key back. */
@Command(name = "revoke", description = "Takes a key back: within seconds, no service lets it in any more.")
final class RevokeKeyCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The key's id, as keys list shows it.")
    private String id;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "revoke-key";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        AccessKey revoked = services.useCases().manageKeys().revoke(id);
        if (json.given()) {
            JsonLines.print(terminal, KeyView.of(revoked));
        } else {
            terminal.out().print("key %s is revoked\n".formatted(revoked.id()));
        }
        return ExitCodes.DONE;
    }
}

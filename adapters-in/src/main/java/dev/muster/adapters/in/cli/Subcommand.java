package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A command of the program. Its fields hold the options and parameters that were typed. */
interface Subcommand {
    /**
     * Does what was asked for.
     *
     * @return the code to exit with, one of {@link ExitCodes}
     * @throws CommandFailed if it cannot be done, for a reason that the user can do something about
     */
    int run(Services services, Terminal terminal) throws IOException;

    /** Returns what it does, as the audit calls that; null if it changes nothing. */
    default @Nullable String action() {
        return null;
    }
}

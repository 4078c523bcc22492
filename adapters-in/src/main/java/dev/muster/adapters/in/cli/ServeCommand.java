package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import picocli.CommandLine.Command;

/** Serves the API. */
@Command(
        name = "serve",
        description = "Serves the API until it is interrupted. Other commands can be used meanwhile.",
        footer = {"", "MUSTER_HOST and MUSTER_PORT say where, 127.0.0.1:8080 if left out."})
final class ServeCommand implements Subcommand {
    @Override
    public int run(Services services, Terminal terminal) {
        HttpService service = services.httpService();
        String charset = System.getProperty("native.encoding");
        if (!"UTF-8".equals(charset)) {
            terminal.say(
                    "files whose names are not in %s, the character set of the locale, are not seen; under LC_ALL=C.UTF-8 they are"
                            .formatted(charset));
        }
        terminal.say("serves %s until interrupted".formatted(service.start()));
        service.serveUntilStopped();
        return ExitCodes.DONE;
    }
}

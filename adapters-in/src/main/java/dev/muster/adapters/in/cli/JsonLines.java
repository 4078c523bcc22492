package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.Json;
import java.io.IOException;
import java.io.OutputStream;

/** JSON as the API gives it, with a line end for whoever looks at it. */
final class JsonLines {
    private JsonLines() {}

    static void print(Terminal terminal, Object view) throws IOException {
        write(terminal.outBytes(), view);
    }

    static void write(OutputStream out, Object view) throws IOException {
        Json.write(view, out);
        out.write('\n');
    }
}

package dev.muster.conversation;

import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.wiring.LazyServices;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program as it is put together, and everything that was said to it and answered, without what is never the same twice:
 * ids are numbered in the order in which they appear, times and durations are taken out.
 */
final class Conversation implements AutoCloseable {
    private static final Pattern RUN_ID = Pattern.compile("\\b[0-9][0-9a-z]{12}\\b");
    private static final Pattern REFERENCE = Pattern.compile("\\{run ([0-9]+)}");

    /** Of this year or later: what is in the data is older. */
    private static final Pattern NOW =
            Pattern.compile("\\b20(2[6-9]|[3-9][0-9])-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z)?");

    private static final Pattern DURATION = Pattern.compile("\"(seconds|records_per_second)\":[^,}]+");

    /** Of a list of ids. */
    private static final Pattern DIGEST_OF_REPLAY =
            Pattern.compile("(\"replay\",\"name\":null,\"sha256\"):\"[0-9a-f]+\"");

    private final Path folder;
    private final LazyServices services;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> runs = new ArrayList<>();

    /** @param settings besides folder and port */
    Conversation(Path folder, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        this.folder = folder;
        services = new LazyServices(environment, folder);
        address = services.httpService().start();
    }

    /** Something to say: a request or a command, with what goes with it. */
    record Line(String expected, List<String> words, String body) {
        private static final List<String> METHODS = List.of("GET", "POST", "DELETE");

        boolean isRequest() {
            return METHODS.contains(words.getFirst());
        }

        @Override
        public String toString() {
            return String.join(" ", words);
        }
    }

    /**
     * An answer.
     *
     * @param code the status of a request, the exit code of a command
     */
    record Answer(String code, String text) {}

    /** Says something and gives the answer. */
    Answer say(Line line) throws IOException, InterruptedException {
        List<String> words = line.words().stream().map(this::resolved).toList();
        Answer answer =
                line.isRequest() ? request(words, resolved(line.body())) : command(words, resolved(line.body()));
        return new Answer(answer.code(), masked(answer.text()));
    }

    private Answer request(List<String> words, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/api/v1" + words.get(1)))
                .method(words.get(0), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (words.size() > 2) {
            request.header("Content-Type", words.get(2));
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        StringBuilder text = new StringBuilder();
        for (String name : List.of("content-type", "etag", "location", "content-disposition")) {
            response.headers().firstValue(name).ifPresent(value -> text.append(name + ": " + value + "\n"));
        }
        return new Answer(Integer.toString(response.statusCode()), text + "\n" + Readable.text(response.body()));
    }

    private Answer command(List<String> words, String in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, err, Screen.NONE);
        int code = new MusterCli(services, terminal, "1").run(words.toArray(String[]::new));
        return new Answer(
                Integer.toString(code), Readable.text(out.toByteArray()) + err.toString(StandardCharsets.UTF_8));
    }

    private String resolved(String text) {
        return REFERENCE
                .matcher(text.replace("{folder}", folder.toString()))
                .replaceAll(match -> Matcher.quoteReplacement(runs.get(Integer.parseInt(match.group(1)) - 1)));
    }

    private String masked(String text) {
        String masked = RUN_ID.matcher(text).replaceAll(this::number).replace(folder.toString(), "{folder}");
        masked = NOW.matcher(masked).replaceAll("{now}");
        masked = DURATION.matcher(masked).replaceAll("\"$1\":{duration}");
        return DIGEST_OF_REPLAY.matcher(masked).replaceAll("$1:{digest}");
    }

    private String number(MatchResult id) {
        if (!runs.contains(id.group())) {
            runs.add(id.group());
        }
        return "{run %s}".formatted(runs.indexOf(id.group()) + 1);
    }

    @Override
    public void close() {
        client.close();
        services.close();
    }
}

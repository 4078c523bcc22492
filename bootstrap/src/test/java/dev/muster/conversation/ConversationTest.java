package dev.muster.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.conversation.Conversation.Answer;
import dev.muster.conversation.Conversation.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds one conversation, of requests and commands, with the program on each database: all answers are the same, byte for
 * byte but for ids and times. Program, server and data are in different time zones, and the server's collation is not by
 * code point.
 */
class ConversationTest {
    private static final int SHOWN = 200;
    private static final TimeZone BEFORE = TimeZone.getDefault();

    @TempDir
    private Path folder;

    @BeforeAll
    static void goElsewhere() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/Bogota"));
    }

    @AfterAll
    static void comeBack() {
        TimeZone.setDefault(BEFORE);
    }

    @Test
    void bothDatabasesAnswerAlike() throws IOException, InterruptedException, SQLException {
        Map<String, String> postgres =
                Map.of("MUSTER_DATABASE_URL", PostgresServer.newDatabase(), "MUSTER_DATABASE_USER", "postgres");
        List<String> faults = new ArrayList<>();
        // The folders' names are of one length: tables that show them are as wide.
        try (Conversation onSqlite = new Conversation(folder.resolve("1"), Map.of());
                Conversation onPostgres = new Conversation(folder.resolve("2"), postgres)) {
            assertThat(folder.resolve("1/data/muster.db")).exists();
            assertThat(folder.resolve("2/data/muster.db")).doesNotExist();

            for (Line line : lines()) {
                Answer answer = onSqlite.say(line);
                Answer other = onPostgres.say(line);
                if (!answer.code().equals(line.expected())) {
                    faults.add("%s is answered with %s: %s".formatted(line, answer.code(), answer.text()));
                }
                if (!other.equals(answer)) {
                    faults.add("%s is answered on SQLite with … %s … and on PostgreSQL with … %s …"
                            .formatted(line, difference(answer, other), difference(other, answer)));
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Where {@code answer} begins to differ from another one. */
    private static String difference(Answer answer, Answer other) {
        String text = answer.toString();
        int at = Arrays.mismatch(text.toCharArray(), other.toString().toCharArray());
        return text.substring(Math.max(0, at - SHOWN), Math.min(text.length(), at + SHOWN));
    }

    /** Each line has the code of the answer and what to say; what is indented below goes with it. */
    private static List<Line> lines() throws IOException {
        String text;
        try (InputStream in = ConversationTest.class.getResourceAsStream("conversation.txt")) {
            text = new String(in.readAllBytes(), UTF_8);
        }
        List<Line> lines = new ArrayList<>();
        for (String each : text.split("\n")) {
            if (each.startsWith("    ")) {
                Line last = lines.removeLast();
                lines.add(new Line(last.expected(), last.words(), last.body() + each.substring(4) + "\n"));
            } else if (!each.isBlank() && !each.startsWith("#")) {
                List<String> words = List.of(each.split(" (?![0-9]+})"));
                lines.add(new Line(words.getFirst(), words.subList(1, words.size()), ""));
            }
        }
        return lines;
    }
}

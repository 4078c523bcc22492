package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.json.AnswerRecords;
import dev.muster.adapters.in.json.BackupView;
import dev.muster.adapters.in.json.DiscardedView;
import dev.muster.adapters.in.json.GroupView;
import dev.muster.adapters.in.json.LineageView;
import dev.muster.adapters.in.json.LoadView;
import dev.muster.adapters.in.json.MappingView;
import dev.muster.adapters.in.json.PreviewView;
import dev.muster.adapters.in.json.ProofView;
import dev.muster.adapters.in.json.RecordView;
import dev.muster.adapters.in.json.RejectionView;
import dev.muster.adapters.in.json.ReportView;
import dev.muster.adapters.in.json.RestoredView;
import dev.muster.adapters.in.json.RunView;
import dev.muster.adapters.in.json.StreamView;
import dev.muster.adapters.in.json.SummaryView;
import dev.muster.adapters.in.json.UndoneView;
import dev.muster.adapters.in.json.WebhookView;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.reports.ReportFiles.ReportFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The document's schemas of answers are what the records are that answers are made of: names, kinds, what may be null or absent. */
class AnswerSchemasTest {
    private static Object document;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(AnswerSchemasTest.class.getResourceAsStream("/openapi.yaml"))) {
            document = Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("Problem", LoadView.Failed.class),
                arguments("Run", RunView.class),
                arguments("Loaded", LoadView.Loaded.class),
                arguments("Undone", UndoneView.class),
                arguments("Proof", ProofView.class),
                arguments("RecordSource", LoadFromSource.Listing.class),
                arguments("Lineage", LineageView.class),
                arguments("Discarded", DiscardedView.class),
                arguments("RejectionGroup", GroupView.class),
                arguments("Rejection", RejectionView.class),
                arguments("Stream", StreamView.class),
                arguments("RecordOfFigure", RecordView.class),
                arguments("Summary", SummaryView.class),
                arguments("Mapping", MappingView.class),
                arguments("Preview", PreviewView.class),
                arguments("ReportFile", ReportFile.class),
                arguments("Backup", BackupView.class),
                arguments("Restored", RestoredView.class),
                arguments("ReportDescription", ReportView.Description.class),
                arguments("Report", ReportView.class),
                arguments("Webhook", WebhookView.class),
                arguments("Health", HealthController.Health.class));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void schemasAreWhatTheRecordsAre(String name, Class<?> answer) {
        Object schema = Yaml.at(document, "components", "schemas", name);
        assertThat(new AnswerRecords(document).differences(schema, answer)).isEmpty();
    }

    record Wrong(@Nullable String name, long type, List<String> more) {}

    @Test
    void theCheckBites() {
        Object schema = Yaml.at(document, "components", "schemas", "Column");
        assertThat(new AnswerRecords(document).differences(schema, Wrong.class))
                .containsExactly(
                        "$ has the members [name, type, more], not [name, type, title]",
                        "$.name is sometimes null",
                        "$.type is integer, not [string]",
                        "$.more is not documented");
    }
}

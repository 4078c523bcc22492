package dev.muster.adapters.out.formats.read;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dataset of three texts, for laws that hold whatever the values are. */
final class Letters {

    static final Dataset DATASET = new Dataset(
            "letters",
            "Letters",
            "Three texts.",
            "alpha",
            List.of(
                    Field.text("alpha", "The first"),
                    Field.text("beta", "The second").alias("b").optional(),
                    Field.text("gamma", "The third").alias("c", "deep.down").optional()));

    private Letters() {}

    static LoadOptions csv(@Nullable Boolean header, @Nullable Delimiter delimiter) {
        LoadOptions plain = LoadOptions.of(Format.CSV);
        return new LoadOptions(
                plain.format(), header, delimiter, plain.charset(), false, false, 0, plain.maxRejections(), null);
    }

    static Transcript.Whole read(byte[] input, LoadOptions options, int bufferSize, Checkpoint from) {
        return Transcript.of(
                new TextRecordDecoder(bufferSize).open(new ByteArrayInputStream(input), DATASET, options, from),
                DATASET);
    }

    /** Line ends before {@code end}: LF, CRLF and CR, a CRLF counting with its LF. */
    static long lineEnds(byte[] input, int end) {
        long lines = 0;
        for (int i = 0; i < end; i++) {
            if (input[i] == '\n' || (input[i] == '\r' && (i + 1 == input.length || input[i + 1] != '\n'))) {
                lines++;
            }
        }
        return lines;
    }
}

package dev.muster.application.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.application.contract.TableWriterContract;
import dev.muster.application.port.TableWriter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

class LineWriterTest extends TableWriterContract {
    private static final Pattern ROW = Pattern.compile("\\[(\\d+), (.*?)]\n", Pattern.DOTALL);

    @Override
    protected TableWriter writer() {
        return new LineWriter();
    }

    /** No note of the contract is taken for the end of its row, and none but "null" for one that is absent. */
    @Override
    protected List<List<@Nullable Object>> read(byte[] file) {
        return ROW.matcher(new String(file, UTF_8))
                .results()
                .map(LineWriterTest::row)
                .toList();
    }

    private static List<@Nullable Object> row(MatchResult found) {
        return Arrays.asList(Long.valueOf(found.group(1)), found.group(2).equals("null") ? null : found.group(2));
    }
}

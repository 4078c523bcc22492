package dev.muster.adapters.out.sqlite;

import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.ScratchContract;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SqliteScratchTest extends ScratchContract {
    @Override
    protected Scratch.Space space() {
        return Sqlite.scratch();
    }

    /** In memory there would be no file; SQLite calls its own by this name. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void isInAFileThatNobodyHasToRemove() throws IOException {
        String text = "員".repeat(250);
        try (Scratch scratch = space().open(JOBS)) {
            for (long from = 1; from < 40_000; from += 10_000) {
                scratch.put(LongStream.range(from, from + 10_000)
                        .mapToObj(n -> new StoredRow(job(n, text), new RunId(1), n))
                        .toList());
            }
            assertThat(temporaryFiles()).hasSize(1).first().asString().contains("(deleted)");
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    private static List<String> temporaryFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : open.filter(Files::isSymbolicLink).toList()) {
                String target = Files.exists(link) || Files.isSymbolicLink(link)
                        ? Files.readSymbolicLink(link).toString()
                        : "";
                if (target.contains("etilqs_")) {
                    files.add(target);
                }
            }
        }
        return files;
    }
}

package dev.muster.adapters.in.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.application.sample.SampleHires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFilesTest {
    @TempDir
    private Path folder;

    @Test
    void takesThePlaceOfAnEarlierSample() throws IOException {
        SampleFiles files = new SampleFiles(folder.resolve("new"));
        files.write(30);
        files.write(3);

        assertThat(Files.readAllLines(files.hiredEmployees())).hasSize(3);
        assertThat(Files.readAllBytes(files.departments())).isEqualTo(SampleHires.departments());
        assertThat(Files.readAllBytes(files.jobs())).isEqualTo(SampleHires.jobs());
    }

    @Test
    void leavesEverythingElseAlone() throws IOException {
        SampleFiles files = new SampleFiles(folder);
        Files.writeString(files.hiredEmployees(), "1,Someone real,2021-01-01T00:00:00Z,1,1\n");

        assertThatExceptionOfType(SampleFiles.NoSample.class)
                .isThrownBy(() -> files.write(3))
                .withMessage("%s is there already and is no sample", files.hiredEmployees());
        assertThat(files.departments()).doesNotExist();
    }
}

package dev.muster.adapters.out.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
    @TempDir
    private Path folder;

    /** What is looked into, and what is found. The root is {@code .}. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            health/,    -,        '',              ''
            reports/,   -,        reports,         reports/a.csv reports/b.csv
            reports/b,  -,        reports,         reports/b.csv
            raw/d1/,    -,        raw/d1 raw/d1/r1 raw/d1/r2, raw/d1/r1/x raw/d1/r2/y
            raw/d2,     -,        raw raw/d2 raw/d2/r3, raw/d2/r3/z
            raw/,       raw/d1/z, raw raw/d1 raw/d2 raw/d2/r3, raw/d2/r3/z
            raw/,       raw/d1/r1/x, raw raw/d1 raw/d1/r1 raw/d1/r2 raw/d2 raw/d2/r3, raw/d1/r2/y raw/d2/r3/z
            r,          raw/d3,   . raw reports,   reports/a.csv reports/b.csv
            """)
    void looksOnlyWhereThePrefixPoints(String prefix, @Nullable String after, String looked, String found)
            throws IOException {
        for (String file : List.of("raw/d1/r1/x", "raw/d1/r2/y", "raw/d2/r3/z", "reports/a.csv", "reports/b.csv")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.createFile(folder.resolve(file));
        }
        List<Path> opened = new ArrayList<>();
        Listing listing = new Listing(folder, prefix, after, 2, path -> {
            if (Files.isDirectory(path) && !opened.contains(path)) {
                opened.add(path);
            }
            return Files.newDirectoryStream(path);
        });

        List<Path> files = new ArrayList<>();
        for (Path file; (file = listing.next()) != null; ) {
            files.add(file);
        }
        assertThat(named(files)).isEqualTo(found);
        assertThat(named(opened)).isEqualTo(looked);
    }

    private String named(List<Path> paths) {
        return String.join(
                " ",
                paths.stream()
                        .map(path -> path.equals(folder)
                                ? "."
                                : folder.relativize(path).toString())
                        .toList());
    }
}

package dev.muster.adapters.in.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The sample as files, in the layout in which hiring files come: no header, one record per line. */
final class SampleFiles {
    private static final int COMPARED = 64;

    private final Path folder;

    SampleFiles(Path folder) {
        this.folder = folder;
    }

    Path departments() {
        return folder.resolve("departments.csv");
    }

    Path jobs() {
        return folder.resolve("jobs.csv");
    }

    Path hiredEmployees() {
        return folder.resolve("hired_employees.csv");
    }

    /**
     * Writes all three files. An earlier sample is overwritten, nothing else is.
     *
     * @param employees how many employees
     */
    void write(long employees) {
        try {
            Files.createDirectories(folder);
            refuseToOverwrite(departments(), SampleHires.departments());
            refuseToOverwrite(jobs(), SampleHires.jobs());
            refuseToOverwrite(hiredEmployees(), SampleHires.firstEmployees());
            Files.write(departments(), SampleHires.departments());
            Files.write(jobs(), SampleHires.jobs());
            try (OutputStream out = Files.newOutputStream(hiredEmployees())) {
                SampleHires.writeEmployees(employees, out);
            }
        } catch (IOException e) {
            throw CommandFailed.failure("the sample cannot be written to %s: %s".formatted(folder, e.getMessage()));
        }
    }

    /** A sample begins as every sample does; someone's data does not. */
    private static void refuseToOverwrite(Path file, byte[] beginning) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] found;
        try (InputStream in = Files.newInputStream(file)) {
            found = in.readNBytes(COMPARED);
        }
        if (!Arrays.equals(found, Arrays.copyOf(beginning, Math.min(found.length, beginning.length)))) {
            throw CommandFailed.failure("%s is there already and is no sample".formatted(file));
        }
    }
}

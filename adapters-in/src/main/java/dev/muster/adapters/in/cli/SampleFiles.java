package dev.muster.adapters.in.cli;

import dev.muster.application.sample.SampleHires;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The sample as files, in the layout in which hiring files come: no header, one record per line. */
public final class SampleFiles {
    private static final int COMPARED = 64;

    private final Path folder;

    public SampleFiles(Path folder) {
        this.folder = folder;
    }

    public Path departments() {
        return folder.resolve("departments.csv");
    }

    public Path jobs() {
        return folder.resolve("jobs.csv");
    }

    public Path hiredEmployees() {
        return folder.resolve("hired_employees.csv");
    }

    /**
     * Writes all three files. An earlier sample is overwritten, nothing else is.
     *
     * @param employees how many employees
     * @throws NoSample if one of the files is there and holds something else
     * @throws IOException if the files cannot be written
     */
    public void write(long employees) throws IOException {
        Files.createDirectories(folder);
        refuseToOverwrite(departments(), SampleHires.departments());
        refuseToOverwrite(jobs(), SampleHires.jobs());
        refuseToOverwrite(hiredEmployees(), SampleHires.firstEmployees());
        Files.write(departments(), SampleHires.departments());
        Files.write(jobs(), SampleHires.jobs());
        try (OutputStream out = Files.newOutputStream(hiredEmployees())) {
            SampleHires.writeEmployees(employees, out);
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
            throw new NoSample(file);
        }
    }

    /** A file that is in a sample's place is none. */
    public static final class NoSample extends IOException {
        private static final long serialVersionUID = 1;

        private NoSample(Path file) {
            super("%s is there already and is no sample".formatted(file));
        }
    }
}

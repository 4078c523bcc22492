package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.application.sample.SampleHires;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes sample files. */
@Command(
        name = "sample",
        description =
                "Writes made-up hiring files: departments.csv, jobs.csv and hired_employees.csv, without headers.",
        footer = {
            "",
            "The same number of rows gives the same bytes. Of every 200 employees 7 have one blank field: 3.5 %%."
        })
final class SampleCommand implements Subcommand {
    @Option(names = "--rows", paramLabel = "N", required = true, description = "How many employees, 0 to 2147483647.")
    private int rows;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path folder;

    @Override
    public int run(Services services, Terminal terminal) {
        if (rows < 0) {
            throw CommandFailed.usage("--rows must not be negative, as %s is".formatted(rows));
        }
        SampleFiles files = write(folder, rows);
        new TextTable("file", ">records", ">with a blank field")
                .row(files.departments(), (long) SampleHires.departmentCount(), 0L)
                .row(files.jobs(), (long) SampleHires.jobCount(), 0L)
                .row(files.hiredEmployees(), (long) rows, SampleHires.blanks(rows))
                .print(terminal.out(), terminal.screen().room());
        return ExitCodes.DONE;
    }

    /**
     * Writes a sample to a folder.
     *
     * @throws CommandFailed if it cannot be written, or the folder holds files of that name that are no sample
     */
    static SampleFiles write(Path folder, long employees) {
        SampleFiles files = new SampleFiles(folder);
        try {
            files.write(employees);
            return files;
        } catch (SampleFiles.NoSample e) {
            throw CommandFailed.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw CommandFailed.failure("the sample cannot be written to %s: %s".formatted(folder, e.getMessage()));
        }
    }
}

package dev.muster.adapters.in.cli;

import dev.muster.application.port.TableWriter;
import java.util.List;

/** The file formats that tables can be written in. */
public record TableFormats(List<TableWriter> writers) {
    public TableFormats {
        writers = List.copyOf(writers);
    }

    /**
     * The writer of a format.
     *
     * @throws IllegalArgumentException if there is none
     */
    TableWriter writer(String format) {
        return writers.stream()
                .filter(writer -> writer.format().equals(format))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no writer for %s".formatted(format)));
    }
}

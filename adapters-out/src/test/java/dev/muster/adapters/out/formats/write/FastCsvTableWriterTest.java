package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;

class FastCsvTableWriterTest extends CsvTableWriterTest {
    @Override
    protected TableWriter writer() {
        return new FastCsvTableWriter();
    }
}

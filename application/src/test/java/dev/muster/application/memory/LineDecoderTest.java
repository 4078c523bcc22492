package dev.muster.application.memory;

import dev.muster.application.contract.RecordDecoderContract;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.run.LoadOptions;
import java.util.List;

class LineDecoderTest extends RecordDecoderContract {
    @Override
    protected RecordDecoder decoder() {
        return new LineDecoder();
    }

    @Override
    protected LoadOptions options() {
        return LoadOptions.of(LoadOptions.Format.CSV);
    }

    @Override
    protected String record(long id, String department) {
        return "%s,%s".formatted(id, department);
    }

    @Override
    protected String input(List<String> records) {
        return String.join("\n", records) + "\n";
    }

    @Override
    protected String broken() {
        return "\"";
    }
}

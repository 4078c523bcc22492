package dev.muster.adapters.in.json;

import dev.muster.application.ingest.PreviewFile.Preview;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.intake.ProposedColumns;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a file would be read.
 *
 * @param format by its name in the parameters of loading
 * @param delimiter null if it is not CSV, or an uncommon one
 */
public record PreviewView(
        String format,
        String charset,
        @Nullable String delimiter,
        boolean header,
        List<String> columns,
        List<List<String>> records,
        List<String> sheets,
        Proposed proposal,
        @Nullable String knownMapping) {

    /**
     * Which column is which field.
     *
     * @param columns as a mapping has them
     * @param reasons why, by name of the field
     */
    public record Proposed(Map<String, Object> columns, Map<String, String> reasons) {
        private static Proposed of(ProposedColumns proposed) {
            Map<String, Column> columns = new LinkedHashMap<>();
            Map<String, String> reasons = new LinkedHashMap<>();
            proposed.byField().forEach((field, proposal) -> {
                columns.put(field, proposal.column());
                reasons.put(field, proposal.why().name().toLowerCase(Locale.ROOT));
            });
            return new Proposed(MappingView.columns(columns), reasons);
        }
    }

    public static PreviewView of(Preview preview) {
        return new PreviewView(
                name(preview.options().format()),
                preview.options().charset(),
                delimiter(preview.options()),
                preview.header(),
                preview.columns(),
                preview.records(),
                preview.sheets(),
                Proposed.of(preview.proposal()),
                preview.knownMapping());
    }

    private static @Nullable String delimiter(LoadOptions options) {
        return options.format() == Format.CSV && options.delimiter() != null
                ? options.delimiter().name().toLowerCase(Locale.ROOT)
                : null;
    }

    private static String name(Format format) {
        Format ofFile = format == Format.JSON_BATCH ? Format.JSON : format;
        return ofFile.name().toLowerCase(Locale.ROOT);
    }
}

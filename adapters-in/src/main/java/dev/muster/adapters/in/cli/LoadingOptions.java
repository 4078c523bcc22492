package dev.muster.adapters.in.cli;

import dev.muster.application.arguments.TextArguments;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.LoadParameter.Kind;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions.Format;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say how a file is to be read and loaded: one for each {@link LoadParameter}. */
final class LoadingOptions {
    private final Map<LoadParameter, OptionSpec> options = new EnumMap<>(LoadParameter.class);

    LoadingOptions() {
        for (LoadParameter parameter : LoadParameter.values()) {
            OptionSpec.Builder option = OptionSpec.builder(name(parameter.code()))
                    .description(description(parameter).replace("%", "%%"));
            options.put(
                    parameter,
                    parameter.kind() instanceof Kind.Flag
                            ? option.type(Boolean.class).arity("0").build()
                            : option.type(String.class)
                                    .paramLabel(parameter.kind() instanceof Kind.WholeNumber ? "N" : parameter.name())
                                    .build());
        }
    }

    /** Adds the options to a command, to be typed by its users. */
    void addTo(CommandSpec command) {
        options.values().forEach(command::addOption);
    }

    private TextArguments given() {
        Map<String, String> texts = new LinkedHashMap<>();
        options.forEach((parameter, option) -> {
            Object value = option.getValue();
            if (value != null) {
                texts.put(parameter.code(), value.toString());
            }
        });
        return TextArguments.of(texts).spelled(LoadingOptions::name);
    }

    private static String name(String code) {
        return "--" + code.replace('_', '-');
    }

    private static String description(LoadParameter parameter) {
        String otherwise = parameter.defaultText() == null ? "" : "; default " + parameter.defaultText();
        return parameter.meaning()
                + switch (parameter.kind()) {
                    case Kind.Flag() -> "";
                    case Kind.WholeNumber(long min, long max) -> " (%s to %s%s)".formatted(min, max, otherwise);
                    case Kind.OneOf(var names) -> " (%s%s)".formatted(String.join(", ", names), otherwise);
                    case Kind.Text(var examples) -> " (such as %s%s)".formatted(String.join(", ", examples), otherwise);
                }
                + ".";
    }

    /**
     * What is to be done with a file.
     *
     * @param name the file's name; null for standard input
     * @param gzip whether it is compressed although its name does not say so
     * @throws CommandFailed if the options do not fit each other or the file
     */
    LoadRequest request(Dataset dataset, @Nullable String name, boolean gzip) {
        LoadArguments arguments = LoadArguments.of(given());
        Format said = arguments.format();
        Format read = said != null ? said : name == null ? Format.CSV : ofName(name);
        if (read != Format.CSV && (arguments.header() != null || arguments.delimiter() != null)) {
            throw CommandFailed.usage("--header and --delimiter are for csv only");
        }
        return arguments.request(
                dataset, read, null, gzip || name != null && FileKind.of(name).gzip());
    }

    private static Format ofName(String name) {
        return FileKind.of(name)
                .format()
                .orElseThrow(() -> CommandFailed.usage(
                        "the name of %s tells no format: it should end in .csv, .json, .jsonl or .ndjson, with or without .gz; or use --format"
                                .formatted(name)));
    }
}

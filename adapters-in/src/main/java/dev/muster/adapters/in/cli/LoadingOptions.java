package dev.muster.adapters.in.cli;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.FirstBytes;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.LoadParameter.Kind;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions.Format;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
     * @throws CommandFailed if neither its name nor an option tells its format
     * @throws Refusal if the options do not fit each other or the file
     */
    LoadRequest request(Dataset dataset, String name) {
        LoadArguments arguments = LoadArguments.of(given());
        FileKind kind = FileKind.of(name);
        Format read = Optional.ofNullable(arguments.format())
                .or(kind::format)
                .orElseThrow(() -> CommandFailed.usage("the name of %s tells no format: %s"
                        .formatted(name, FileKind.adviceFor(name, "use --format"))));
        return arguments.request(dataset, read, null, kind.gzip());
    }

    /**
     * What is to be done with an input that has no name.
     *
     * @throws Refusal if the options do not fit each other or the input
     */
    LoadRequest request(Dataset dataset, FirstBytes first) {
        LoadArguments arguments = LoadArguments.of(given());
        boolean gzip = first.areGzip();
        FirstBytes plain = gzip ? first.decompressed() : first;
        Format shown = plain.areJson() ? Format.JSON : plain.areWorkbook() ? Format.XLSX : Format.CSV;
        return arguments.request(
                dataset, Optional.ofNullable(arguments.format()).orElse(shown), null, gzip);
    }
}

package dev.muster.settings;

import dev.muster.application.Refusal;
import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.ingest.FileKind;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.run.Mode;
import dev.muster.settings.Settings.Destinations;
import dev.muster.settings.Settings.Sources;
import dev.muster.settings.SettingsParser.Unfit;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes pipelines of what the file declares, and checks at the start what can be checked then. Asks for nothing that nothing
 * declared needs.
 */
public final class DeclaredPipelines {
    private static final String LOADS = "loads";
    private static final String REPORTS = "reports";
    private static final String SCHEDULE = "schedule";
    private static final String ZONE = "zone";
    private static final String RETRIES = "retries";
    private static final String SOURCE = "source";
    private static final String FORMAT = "format";

    private final Catalog datasets;
    private final Function<String, Report> reports;
    private final Supplier<List<String>> formats;
    private final Sources sources;
    private final DestinationPolicy destinations;
    private final Consumer<URI> reachable;

    /**
     * @param reports returns the report with a name, and throws {@link Refusal} if there is none
     * @param formats returns those of files of reports
     * @param sources the places whose files may be loaded
     * @param allowed what may be reached at a private address, and without encryption
     * @param reachable throws {@link Refusal} for an address that may not be reached
     */
    public DeclaredPipelines(
            Catalog datasets,
            Function<String, Report> reports,
            Supplier<List<String>> formats,
            Sources sources,
            Destinations allowed,
            Consumer<URI> reachable) {
        this.datasets = datasets;
        this.reports = reports;
        this.formats = formats;
        this.sources = sources;
        this.destinations = DestinationPolicy.allowing(allowed.allowed());
        this.reachable = reachable;
    }

    /**
     * Returns these pipelines at the times that the file has for them, then those that it declares.
     *
     * @param declared what the file declares
     * @param ready whether a built-in pipeline has what it needs, so that it can have a schedule; else what is missing
     * @throws InvalidSetting that names the first key that is wrong
     */
    public List<Pipeline> with(List<Pipeline> builtIn, FreeKeys declared, Function<Pipeline, @Nullable String> ready) {
        Map<String, Pipeline> all = new LinkedHashMap<>();
        builtIn.forEach(pipeline -> all.put(pipeline.name(), pipeline));
        for (String name : declared.names()) {
            if (!Pipeline.isName(name)) {
                throw declared.fault(name, "a name has small letters, digits and hyphens, a letter first, at most 63");
            }
            FreeKeys keys = declared.below(name);
            Pipeline known = all.get(name);
            all.put(name, known == null ? own(name, keys) : timed(known, keys, ready.apply(known)));
        }
        return List.copyOf(all.values());
    }

    private static Pipeline timed(Pipeline pipeline, FreeKeys keys, @Nullable String missing) {
        keys.allow(SCHEDULE, ZONE, RETRIES);
        if (missing != null && keys.optional(SCHEDULE, Function.identity()) != null) {
            throw keys.fault(SCHEDULE, missing);
        }
        return scheduled(pipeline, keys);
    }

    private static Pipeline scheduled(Pipeline pipeline, FreeKeys keys) {
        String schedule = keys.optional(SCHEDULE, SettingsParser::cron);
        ZoneId zone = keys.optional(ZONE, SettingsParser::zone);
        Long retries = keys.optional(RETRIES, text -> SettingsParser.wholeNumber(text, 0, Pipeline.MAX_RETRIES));
        return pipeline.scheduled(
                schedule,
                zone == null ? Pipeline.DEFAULT_ZONE : zone,
                retries == null ? Pipeline.DEFAULT_RETRIES : Math.toIntExact(retries));
    }

    private Pipeline own(String name, FreeKeys keys) {
        keys.allow(LOADS, REPORTS, SCHEDULE, ZONE, RETRIES);
        Set<String> names = new HashSet<>();
        List<List<Step>> stages = new ArrayList<>();
        keys.items(LOADS).forEach(load -> stages.add(List.of(load(load, names))));
        keys.items(REPORTS).forEach(report -> stages.add(List.of(report(report, names))));
        if (stages.isEmpty()) {
            throw keys.fault("has neither loads nor reports");
        }
        return scheduled(Pipeline.of(name, stages), keys);
    }

    private Step load(FreeKeys keys, Set<String> names) {
        keys.allow("dataset", SOURCE, "mode", "strict", "mapping");
        String dataset = keys.required("dataset", this::dataset);
        Origin origin = keys.required(SOURCE, this::origin);
        if (origin instanceof Origin.Web(URI address)) {
            try {
                reachable.accept(address);
            } catch (Refusal refusal) {
                throw keys.fault(SOURCE, refusal.problem().detail());
            }
        }
        return new Step.Load(
                unique("load-" + dataset.replace('_', '-'), names),
                dataset,
                origin,
                Objects.requireNonNullElse(keys.optional("mode", DeclaredPipelines::mode), Mode.INSERT),
                Objects.requireNonNullElse(keys.optional("strict", SettingsParser::yesOrNo), false),
                keys.optional("mapping", DeclaredPipelines::mapping));
    }

    private static String unique(String name, Set<String> names) {
        String unique = name;
        for (int n = 2; !names.add(unique); n++) {
            unique = "%s-%s".formatted(name, n);
        }
        return unique;
    }

    private String dataset(String text) {
        if (datasets.find(text).isEmpty()) {
            throw new Unfit(
                    text,
                    "one of the datasets "
                            + datasets.all().stream()
                                    .map(dataset -> dataset.name())
                                    .collect(Collectors.joining(", ")));
        }
        return text;
    }

    /** Whether there is such a mapping is for the database to say, when the pipeline runs. */
    private static String mapping(String text) {
        if (!Mapping.isName(text)) {
            throw new Unfit(text, "a name of a mapping: small letters, digits, - and _, a letter first");
        }
        return text;
    }

    private static Mode mode(String text) {
        return Stream.of(Mode.values())
                .filter(mode -> mode.code().equals(text))
                .findFirst()
                .orElseThrow(() -> new Unfit(text, "insert or upsert"));
    }

    private Origin origin(String text) {
        if (text.startsWith("https://") || text.startsWith("http://")) {
            URI address = SettingsParser.webAddress(text);
            int port = address.getPort() < 0 ? 80 : address.getPort();
            if (text.startsWith("http://") && !destinations.isAllowedByName(address.getHost(), port)) {
                throw new Unfit("must begin with https://, unless MUSTER_ALLOWED_DESTINATIONS names the host");
            }
            return new Origin.Web(address);
        }
        boolean isOfInbox = text.startsWith("inbox:") && sources.inbox() != null;
        boolean isOfS3 =
                sources.s3().stream().anyMatch(place -> text.startsWith(place.endsWith("/") ? place : place + "/"));
        if (isOfInbox || isOfS3) {
            if (FileKind.of(text).format().isEmpty()) {
                throw new Unfit(
                        "the name of a file must end in .csv, .tsv, .txt, .json, .jsonl or .ndjson, with or without .gz");
            }
        } else {
            throw new Unfit(
                    text,
                    "an address of the form https://…, or a file of MUSTER_INBOX (inbox:…) or of MUSTER_S3_SOURCES (s3://…)");
        }
        return new Origin.File(text);
    }

    private Step report(FreeKeys keys, Set<String> names) {
        keys.allow("report", FORMAT, "parameters");
        Report report = keys.required("report", text -> {
            try {
                return reports.apply(text);
            } catch (Refusal refusal) {
                throw new Unfit(refusal.problem().detail());
            }
        });
        String format = keys.required(FORMAT, text -> {
            if (!formats.get().contains(text)) {
                throw new Unfit(text, "one of the formats " + String.join(", ", formats.get()));
            }
            return text;
        });
        return new Step.WriteReports(
                unique("report-" + report.name(), names),
                List.of(new Step.Order(report.name(), List.of(format), parameters(report, keys))));
    }

    private static Map<String, String> parameters(Report report, FreeKeys keys) {
        FreeKeys given = keys.below("parameters");
        if (report.parameters().isEmpty() && !given.isEmpty()) {
            throw keys.fault("parameters", "report %s has none".formatted(report.name()));
        }
        given.allow(report.parameters().stream().map(Parameter::name).toArray(String[]::new));
        Map<String, String> parameters = new HashMap<>();
        for (Parameter parameter : report.parameters()) {
            Long value = given.optional(
                    parameter.name(), text -> SettingsParser.wholeNumber(text, parameter.min(), parameter.max()));
            if (value != null) {
                parameters.put(parameter.name(), value.toString());
            } else if (parameter.defaultValue() == null) {
                throw given.fault(parameter.name(), "must be given");
            }
        }
        return parameters;
    }
}

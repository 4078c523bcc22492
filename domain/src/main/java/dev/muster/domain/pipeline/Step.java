package dev.muster.domain.pipeline;

import dev.muster.domain.run.Mode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a pipeline that is done as a whole, or once more. */
public sealed interface Step {
    /** Returns the name, which no other step of the pipeline has. */
    String name();

    /**
     * Fetches a resource of a REST API and keeps it as it was received.
     *
     * @param dataset whose records it has
     */
    record Extract(String name, String dataset, Resource resource) implements Step {}

    /** Writes the records of extracted resources that pass as files of columns. */
    record Clean(String name, List<Extract> extracts) implements Step {
        public Clean {
            extracts = List.copyOf(extracts);
        }
    }

    /**
     * Makes the records of extracted resources visible, those of all or of none.
     *
     * @param extracts in an order in which no dataset refers to a later one
     */
    record Promote(String name, List<Extract> extracts) implements Step {
        public Promote {
            extracts = List.copyOf(extracts);
        }
    }

    /**
     * Loads files into a dataset, each by itself.
     *
     * @param mapping name of a mapping of the dataset; null for none
     */
    record Load(
            String name,
            String dataset,
            Origin origin,
            Mode mode,
            boolean strict,
            @Nullable String mapping) implements Step {}

    /** Computes reports. */
    record Analyse(String name, List<Order> reports) implements Step {
        public Analyse {
            reports = List.copyOf(reports);
        }
    }

    /** Writes reports as files. */
    record WriteReports(String name, List<Order> reports) implements Step {
        public WriteReports {
            reports = List.copyOf(reports);
        }
    }

    /**
     * A report that is asked for.
     *
     * @param formats of its files
     * @param parameters texts of its parameters by name
     */
    record Order(String report, List<String> formats, Map<String, String> parameters) {
        public Order {
            formats = List.copyOf(formats);
            parameters = Map.copyOf(parameters);
        }
    }
}

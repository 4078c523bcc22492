package dev.muster.domain.hiring;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.run.Mode;
import java.util.List;
import java.util.stream.Stream;

/** Loads the hiring files of a folder or a bucket: first what hires refer to. */
public final class HiringPipeline {
    public static final String NAME = "hiring-s3";

    private HiringPipeline() {}

    /** @param place what the names of the files follow, such as {@code s3://bucket/prefix/} */
    public static Pipeline of(String place) {
        return Pipeline.of(
                NAME,
                Stream.of(HiringDatasets.DEPARTMENTS, HiringDatasets.JOBS, HiringDatasets.HIRED_EMPLOYEES)
                        .map(dataset -> List.of(load(dataset, place)))
                        .toList());
    }

    private static Step load(Dataset dataset, String place) {
        return new Step.Load(
                "load-" + dataset.name().replace('_', '-'),
                dataset.name(),
                new Origin.Folder(place),
                Mode.UPSERT,
                false,
                null);
    }
}

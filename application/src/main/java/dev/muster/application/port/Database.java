package dev.muster.application.port;

/** All that one database keeps. An adapter for a database provides it as a whole: the parts share their transactions. */
public record Database(
        UnitOfWork unitOfWork,
        DatasetStore datasets,
        RunStore runs,
        RejectionStore rejections,
        Figures figures,
        LedgerMetrics ledger,
        RecordQuery records,
        IdempotencyKeys idempotencyKeys,
        StreamStore streams,
        SectionStore sections,
        JobQueue jobs,
        PipelineRuns pipelineRuns,
        EventLog events,
        Deliveries deliveries) {

    /** This database with other transactions. */
    public Database with(UnitOfWork other) {
        return new Database(
                other,
                datasets,
                runs,
                rejections,
                figures,
                ledger,
                records,
                idempotencyKeys,
                streams,
                sections,
                jobs,
                pipelineRuns,
                events,
                deliveries);
    }

    /** This database with other rows. */
    public Database with(DatasetStore other) {
        return new Database(
                unitOfWork,
                other,
                runs,
                rejections,
                figures,
                ledger,
                records,
                idempotencyKeys,
                streams,
                sections,
                jobs,
                pipelineRuns,
                events,
                deliveries);
    }

    /** This database with other runs. */
    public Database with(RunStore other) {
        return new Database(
                unitOfWork,
                datasets,
                other,
                rejections,
                figures,
                ledger,
                records,
                idempotencyKeys,
                streams,
                sections,
                jobs,
                pipelineRuns,
                events,
                deliveries);
    }

    /** This database with other rejections. */
    public Database with(RejectionStore other) {
        return new Database(
                unitOfWork,
                datasets,
                runs,
                other,
                figures,
                ledger,
                records,
                idempotencyKeys,
                streams,
                sections,
                jobs,
                pipelineRuns,
                events,
                deliveries);
    }

    /** This database with other runs of pipelines. */
    public Database with(PipelineRuns other) {
        return new Database(
                unitOfWork,
                datasets,
                runs,
                rejections,
                figures,
                ledger,
                records,
                idempotencyKeys,
                streams,
                sections,
                jobs,
                other,
                events,
                deliveries);
    }
}

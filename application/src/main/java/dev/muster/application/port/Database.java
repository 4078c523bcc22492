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
        Deliveries deliveries,
        AccessKeys accessKeys,
        Sessions sessions,
        AuditLog audit,
        Mappings mappings) {

    /** This database with other transactions. */
    public Database with(UnitOfWork other) {
        return with(other, datasets, runs, rejections, pipelineRuns, accessKeys);
    }

    /** This database with other rows. */
    public Database with(DatasetStore other) {
        return with(unitOfWork, other, runs, rejections, pipelineRuns, accessKeys);
    }

    /** This database with other runs. */
    public Database with(RunStore other) {
        return with(unitOfWork, datasets, other, rejections, pipelineRuns, accessKeys);
    }

    /** This database with other rejections. */
    public Database with(RejectionStore other) {
        return with(unitOfWork, datasets, runs, other, pipelineRuns, accessKeys);
    }

    /** This database with other runs of pipelines. */
    public Database with(PipelineRuns other) {
        return with(unitOfWork, datasets, runs, rejections, other, accessKeys);
    }

    /** This database with other keys. */
    public Database with(AccessKeys other) {
        return with(unitOfWork, datasets, runs, rejections, pipelineRuns, other);
    }

    private Database with(
            UnitOfWork itsUnitOfWork,
            DatasetStore itsDatasets,
            RunStore itsRuns,
            RejectionStore itsRejections,
            PipelineRuns itsPipelineRuns,
            AccessKeys itsAccessKeys) {
        return new Database(
                itsUnitOfWork,
                itsDatasets,
                itsRuns,
                itsRejections,
                figures,
                ledger,
                records,
                idempotencyKeys,
                streams,
                sections,
                jobs,
                itsPipelineRuns,
                events,
                deliveries,
                itsAccessKeys,
                sessions,
                audit,
                mappings);
    }
}

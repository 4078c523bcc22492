package dev.muster.application.port;

/**
 * All that one database keeps. What an adapter for a database provides as a whole: its parts share their transactions.
 */
public record Database(
        UnitOfWork unitOfWork,
        DatasetStore datasets,
        RunStore runs,
        RejectionStore rejections,
        HiringMetrics hiring) {}

package dev.muster.adapters.in.cli;

import dev.muster.application.access.KeepAudit;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.DrillBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.ExportRecords;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.pipeline.PipelineWork;
import dev.muster.application.pipeline.StartPipeline;
import dev.muster.application.port.Database;
import dev.muster.application.prove.ProveData;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import java.time.InstantSource;

/** The use cases of the commands, and the ports from which they read lists, all on one open database. */
public record UseCases(
        Database database,
        InstantSource clock,
        IngestRecords ingestRecords,
        LoadFromSource loadFromSource,
        ReplayRejections replayRejections,
        DiscardRejections discardRejections,
        GroupRejections groupRejections,
        TraceRecord traceRecord,
        CancelRun cancelRun,
        UndoRun undoRun,
        ProveData proveData,
        ComputeReport computeReport,
        ReportFormats reportFormats,
        ExportRecords exportRecords,
        ExportFormats exportFormats,
        ExportRejections exportRejections,
        RejectionFormats rejectionFormats,
        Backups backups,
        CreateBackup createBackup,
        VerifyBackup verifyBackup,
        RestoreBackup restoreBackup,
        DrillBackup drillBackup,
        StartPipeline startPipeline,
        PipelineWork pipelineWork,
        ManageKeys manageKeys,
        KeepAudit keepAudit) {}

package dev.muster.adapters.out.jdbc;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code runs}. Micronaut Data implements it once for each database, see the interfaces that extend it. */
public interface RunRepository extends GenericRepository<RunEntity, Long> {

    RunEntity save(RunEntity run);

    Optional<RunEntity> findById(long id);

    @Query("""
            UPDATE runs SET status = :status, received = :received, inserted = :inserted, updated = :updated,
                unchanged = :unchanged, rejected = :rejected, rejections_by_code = :rejectionsByCode,
                checkpoint_records = :checkpointRecords, checkpoint_line = :checkpointLine,
                checkpoint_offset = :checkpointOffset, blank_lines = :blankLines, bytes_read = :bytesRead,
                finished_at = :finishedAt, error = :error,
                take_overs = CASE WHEN checkpoint_records < :checkpointRecords OR checkpoint_offset < :checkpointOffset
                    THEN 0 ELSE take_overs END
            WHERE id = :id AND token = :token""")
    long advance(
            long id,
            long token,
            String status,
            long received,
            long inserted,
            long updated,
            long unchanged,
            long rejected,
            String rejectionsByCode,
            long checkpointRecords,
            long checkpointLine,
            long checkpointOffset,
            long blankLines,
            long bytesRead,
            @Nullable Long finishedAt,
            @Nullable String error);

    @Query("UPDATE runs SET token = token + 1, owner = :owner WHERE id = :id AND status IN ('queued', 'running')")
    long claim(long id, String owner);

    @Query("UPDATE runs SET take_overs = take_overs + 1 WHERE id = :id AND token = :token")
    long begun(long id, long token);

    @Query("""
            UPDATE runs SET owner = NULL, take_overs = 0
            WHERE id = :id AND token = :token AND status IN ('queued', 'running')""")
    long release(long id, long token);

    @Query("UPDATE runs SET token = token + 1 WHERE id = :id AND status IN ('succeeded', 'failed', 'cancelled')")
    long claimEnded(long id);

    @Query("""
            SELECT * FROM runs
            WHERE id < :before AND (CAST(:dataset AS TEXT) IS NULL OR dataset = :dataset)
                AND (CAST(:status AS TEXT) IS NULL OR status = :status)
            ORDER BY id DESC LIMIT :size""")
    List<RunEntity> list(long before, @Nullable String dataset, @Nullable String status, int size);
}

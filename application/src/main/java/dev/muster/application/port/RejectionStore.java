package dev.muster.application.port;

import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejected records. Throws {@link PortException} where the database fails. Thread safe. */
public interface RejectionStore {

    /**
     * Adds rejections of one run, and marks open ones of earlier runs of the same dataset with the same raw bytes as
     * superseded.
     */
    void add(List<Rejection> rejections);

    Optional<Rejection> find(Rejection.Id id);

    /**
     * Rejections, newest first: by run, then record number, both descending.
     *
     * @param after only rejections older than this one; null from the newest
     * @param limit most rejections to give, at least 1
     */
    Slice<Rejection> list(Filter filter, Rejection.@Nullable Id after, int limit);

    /**
     * Rejections, oldest first.
     *
     * @param after only rejections newer than this one; null from the oldest
     * @param limit most rejections to give, at least 1
     */
    Slice<Rejection> listOldestFirst(Filter filter, Rejection.@Nullable Id after, int limit);

    /**
     * The ids of rejections, oldest first.
     *
     * @param after only rejections newer than this one; null from the oldest
     * @param limit most ids to give, at least 1
     */
    List<Rejection.Id> ids(Filter filter, Rejection.@Nullable Id after, int limit);

    /** Those of these rejections that are of {@code dataset} and open. Locks nothing. */
    Set<Rejection.Id> open(String dataset, Collection<Rejection.Id> ids);

    /**
     * Does away with those of these rejections that are of {@code dataset} and open: each is closed once, whoever else tries.
     *
     * @param to what they are from now on
     * @param by the run in whose course it is done; null if none
     * @return which ones were closed now; the others are of another dataset, closed already or not there
     */
    Set<Rejection.Id> close(String dataset, Collection<Rejection.Id> ids, Rejection.Status to, @Nullable RunId by);

    /**
     * Does away with those of these rejections that are of {@code dataset} and open, because records of a run take their
     * places: they are {@code replayed}.
     *
     * @param records the numbers of these records, by rejection
     * @return which ones were closed now, as of {@link #close}
     */
    Set<Rejection.Id> replay(String dataset, Map<Rejection.Id, Long> records, RunId by);

    /**
     * Gives the rejections of other runs that {@code run} closed or superseded their former state back, because it is being
     * undone; its own have to be as they were. One whose place a rejection of {@code run} took, with which something was done
     * since, becomes what was made of that. Others become open, but {@code discarded} if their own run is undone, and
     * {@code superseded} if a later run rejected the same bytes and that is open.
     */
    void giveBack(RunId run);

    /**
     * What the open rejections have in common, the most frequent first, then in a fixed order: by dataset, code, field and
     * value, null after all others.
     *
     * @param dataset only rejections of this dataset; null for all
     * @param skip how many groups to leave out from the start
     * @param limit most groups to give, at least 1
     */
    List<Group> groups(@Nullable String dataset, long skip, int limit);

    /** Names of the datasets that have rejections, sorted. */
    List<String> datasets();

    /** Number of open rejections by name of dataset; datasets without any are left out. */
    Map<String, Long> countOpen();

    /** Number of open rejections of these datasets by the code of their first reason, sorted by code. */
    Map<String, Long> countOpenByFirstCode(Collection<String> datasets);

    /**
     * Open rejections that have a reason in common.
     *
     * @param field name of the field at fault; null if the records as a whole are
     * @param value the value as received; null where a reason has none
     * @param count number of rejections
     */
    record Group(
            String dataset,
            ReasonCode code,
            @Nullable String field,
            @Nullable String value,
            long count) {}

    /**
     * Which rejections to give; null stands for all.
     *
     * @param code public name of a reason code that is among the reasons
     */
    record Filter(
            @Nullable RunId run,
            @Nullable String dataset,
            @Nullable String code,
            Rejection.@Nullable Status status) {
        /** All rejections. */
        public static final Filter ALL = new Filter(null, null, null, null);
    }
}

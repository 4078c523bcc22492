package dev.muster.application.port;

import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rejected records. All methods throw {@link PortException} if the database fails. Thread safe. */
public interface RejectionStore {

    /**
     * Adds rejections of one run. They supersede open rejections of earlier runs of the same dataset with the same raw
     * bytes.
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

    /**
     * Returns, for each of these rejections that belongs to {@code dataset}, itself and those that took its place one
     * after the other, oldest first: the record was sent again and rejected again. Locks nothing.
     */
    Map<Rejection.Id, List<Link>> successions(String dataset, Collection<Rejection.Id> ids);

    /**
     * Supersedes the open rejections of earlier runs whose keys a run has stored.
     *
     * @param stored returns the number of the record, from 1, by the text of its key; not called if no rejection of
     *     another run is open
     * @param rejected what {@link #add} is about to add; if one of these supersedes a rejection and its record comes before
     *     the one with the key, the rejection is left to it
     */
    void supersede(String dataset, Supplier<Map<String, Long>> stored, RunId by, List<Rejection> rejected);

    /**
     * Returns the rejections that {@link #supersede} would supersede if nothing was rejected. Locks nothing.
     *
     * @param stored as for {@link #supersede}
     */
    Set<Rejection.Id> openBefore(String dataset, Supplier<Map<String, Long>> stored, RunId by);

    /** Returns which of these rejections belong to {@code dataset} and are open. Locks nothing. */
    Set<Rejection.Id> open(String dataset, Collection<Rejection.Id> ids);

    /**
     * Closes the rejections among these that belong to {@code dataset} and are open. Each rejection is closed only
     * once, whoever else tries.
     *
     * @param to their new status
     * @param by the run that closes them; null if no run does
     * @return the rejections that were closed now; the others belong to another dataset, were closed before or do not
     *     exist
     */
    Set<Rejection.Id> close(String dataset, Collection<Rejection.Id> ids, Rejection.Status to, @Nullable RunId by);

    /**
     * Closes the rejections among these that belong to {@code dataset} and are open as {@code discarded}, because somebody
     * says so.
     *
     * @param reason why; null if that is not told
     * @return the rejections that were closed now, as {@link #close} does
     */
    Set<Rejection.Id> discard(String dataset, Collection<Rejection.Id> ids, @Nullable String reason);

    /**
     * Closes the rejections among these that belong to {@code dataset} and are open as {@code replayed}, because
     * records of a run take their places.
     *
     * @param records the number of the record that takes its place, from 1, by rejection
     * @return the rejections that were closed now, as {@link #close} does
     */
    Set<Rejection.Id> replay(String dataset, Map<Rejection.Id, Long> records, RunId by);

    /**
     * Gives rejections of other runs their former status back, if {@code run}, which is being undone, closed or
     * superseded them. The rejections of {@code run} itself must not have been discarded yet. If a rejection of
     * {@code run} took the place of another and was closed since, the other one gets the status of that rejection. All
     * others become open, with two exceptions: {@code discarded} if their own run is undone, and {@code superseded} if
     * a later run rejected the same bytes and that rejection is open.
     */
    void giveBack(RunId run);

    /**
     * Returns the keys, as sorted texts, of rejections of other runs that {@code run} superseded.
     *
     * @param after only keys that come after this one; null from the first
     * @param limit most keys to give, at least 1
     */
    List<String> keysSuperseded(RunId run, @Nullable String after, int limit);

    /**
     * Leaves rejections of earlier runs that {@code run} superseded to records of other runs, which stored their keys since.
     * What {@link #giveBack} does for {@code run} no longer concerns them.
     *
     * @param heirs by the text of the key
     */
    void leaveTo(RunId run, Map<String, Heir> heirs);

    /** The record of a run that stored a key last. */
    record Heir(RunId run, long recordNumber) {}

    /**
     * Groups the open rejections by what they have in common. The largest groups come first; groups of one size are
     * sorted by dataset, code, field and value, null after all others.
     *
     * @param dataset only rejections of this dataset; null for all
     * @param skip how many groups to leave out from the start
     * @param limit most groups to give, at least 1
     */
    List<Group> groups(@Nullable String dataset, long skip, int limit);

    /** Returns the names of the datasets that have rejections, sorted. */
    List<String> datasets();

    /** Counts the open rejections by name of dataset. Datasets without any are left out. */
    Map<String, Long> countOpen();

    /** Counts the open rejections of these datasets by the code of their first reason, sorted by code. */
    Map<String, Long> countOpenByFirstCode(Collection<String> datasets);

    /** A rejection of a succession, without its bytes. */
    record Link(Rejection.Id id, Rejection.Status status, List<Reason> reasons) {
        public Link {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Open rejections that have a reason in common.
     *
     * @param field name of the field at fault; null if the whole record is at fault
     * @param value the value as received; null if the reason has none
     * @param count number of rejections
     */
    record Group(
            String dataset,
            ReasonCode code,
            @Nullable String field,
            @Nullable String value,
            long count) {}

    /**
     * Which rejections to give; null stands for all. One reason has all that is said of reasons.
     *
     * @param code public name of the reason's code
     * @param field name of the field at fault
     * @param value the field's value, as the reason has it
     */
    record Filter(
            @Nullable RunId run,
            @Nullable String dataset,
            @Nullable String code,
            @Nullable String field,
            @Nullable String value,
            Rejection.@Nullable Status status) {
        /** All rejections. */
        public static final Filter ALL = new Filter(null, null, null, null);

        /** Rejections whose reasons concern any field. */
        public Filter(
                @Nullable RunId run,
                @Nullable String dataset,
                @Nullable String code,
                Rejection.@Nullable Status status) {
            this(run, dataset, code, null, null, status);
        }

        /** Returns whether it leaves out nothing but by status. */
        public boolean isOfAll() {
            return run == null && dataset == null && isOfAnyReason();
        }

        /** Returns whether it leaves out nothing by reasons. */
        public boolean isOfAnyReason() {
            return code == null && field == null && value == null;
        }

        /** Returns the same filter for rejections of one dataset. */
        public Filter in(@Nullable String other) {
            return new Filter(run, other, code, field, value, status);
        }

        /** Returns the same filter for rejections in one state. */
        public Filter with(Rejection.@Nullable Status other) {
            return new Filter(run, dataset, code, field, value, other);
        }

        /** Returns the same filter for open rejections. */
        public Filter open() {
            return with(Rejection.Status.OPEN);
        }

        /** Returns whether a reason has all that is said of reasons. */
        public boolean fits(Reason reason) {
            return (code == null || code.equals(reason.code().code()))
                    && (field == null || field.equals(reason.field()))
                    && (value == null || value.equals(reason.value()));
        }
    }
}

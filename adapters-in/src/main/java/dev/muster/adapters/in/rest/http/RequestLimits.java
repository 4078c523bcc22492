package dev.muster.adapters.in.rest.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts how often one asks, in this process. Thread safe. */
@Singleton
final class RequestLimits {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Most wrong keys of an address in the minute that begins with the first of them. */
    private static final int WRONG_KEYS = 20;

    /** Most refusals of an address in a minute that are put on record: a stranger cannot fill the database. */
    private static final int RECORDED_REFUSALS = 100;

    /** Most addresses and keys that are counted at a time; those that were longest away go first. */
    private static final int MOST_COUNTED = 20_000;

    private final int most;
    private final LoadingCache<String, Bucket> wrongKeys;
    private final LoadingCache<String, Bucket> refusals;
    private final LoadingCache<String, Bucket> requests;

    RequestLimits(RestSettings settings, InstantSource clock) {
        most = settings.reach().requestsPerMinute();
        TimeMeter time = meter(clock);
        wrongKeys = counted(() -> aMinute(WRONG_KEYS, time));
        refusals = counted(() -> aMinute(RECORDED_REFUSALS, time));
        requests = counted(() -> Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, MINUTE))
                .build());
    }

    private static Bucket aMinute(int most, TimeMeter time) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(most).refillIntervally(most, MINUTE))
                .build();
    }

    private static LoadingCache<String, Bucket> counted(Supplier<Bucket> bucket) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_COUNTED)
                .expireAfterAccess(MINUTE.multipliedBy(2))
                .build(who -> bucket.get());
    }

    private static TimeMeter meter(InstantSource clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    /** Counts a refusal. Returns whether it is one of so few that each can be put on record. */
    boolean refusal(InetAddress address) {
        return refusals.get(name(address)).tryConsume(1);
    }

    /** Counts a wrong key. */
    void wrongKey(InetAddress address) {
        wrongKeys.get(name(address)).tryConsume(1);
    }

    /** Returns the answer to an address that has shown too many wrong keys; null if it has not. */
    @Nullable
    HttpResponse<?> shutOut(InetAddress address) {
        Bucket bucket = wrongKeys.getIfPresent(name(address));
        long wait = bucket == null ? 0 : bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return wait == 0
                ? null
                : Answers.tooMany(
                        "this address has shown %s wrong keys within a minute".formatted(WRONG_KEYS),
                        WRONG_KEYS,
                        seconds(wait));
    }

    /** Counts a request of an actor. Returns the answer to one too many; null if it may go on. */
    @Nullable
    HttpResponse<?> request(String actor) {
        long wait = most == 0
                ? 0
                : requests.get(actor).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
        return wait == 0
                ? null
                : Answers.tooMany(
                        "these are more than %s requests a minute, which MUSTER_RATE_LIMIT allows".formatted(most),
                        most,
                        seconds(wait));
    }

    /** Counts a request of somebody who shows no key, in the same way. */
    @Nullable
    HttpResponse<?> request(InetAddress address) {
        return request(name(address));
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }

    private static String name(InetAddress address) {
        return IpNetwork.ofCustomer(address).name();
    }
}

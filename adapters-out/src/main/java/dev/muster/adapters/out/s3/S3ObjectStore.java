package dev.muster.adapters.out.s3;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Objects in a bucket, below a prefix. An object is visible as a whole when its last part is confirmed. Large objects go
 * in parts; parts of uploads that came to no end are leftovers.
 */
final class S3ObjectStore implements ObjectStore, Leftovers {
    /** As many as the protocol gives at a time. */
    private static final int MOST_LISTED = 1_000;

    private final S3Connection s3;
    private final S3Location location;

    S3ObjectStore(S3Connection s3, S3Location location) {
        this.s3 = s3;
        this.location = location;
    }

    @Override
    public Upload create(String key) {
        return new S3Upload(s3, location, ObjectStore.checked(key), false);
    }

    @Override
    public Upload replace(String key) {
        return new S3Upload(s3, location, ObjectStore.checked(key), true);
    }

    @Override
    public InputStream read(String key, long from) {
        String name = location.nameOf(ObjectStore.checked(key));
        return new S3Body(s3.client(), location.bucket(), name, from, e -> S3Failures.of(key, e));
    }

    @Override
    public Optional<Listed> find(String key) {
        String name = location.nameOf(ObjectStore.checked(key));
        try {
            HeadObjectResponse found = s3.client()
                    .headObject(request -> request.bucket(location.bucket()).key(name));
            return Optional.of(new Listed(key, found.contentLength(), found.lastModified()));
        } catch (SdkException e) {
            if (S3Failures.isMissing(e)) {
                return Optional.empty();
            }
            throw S3Failures.of(key, e);
        }
    }

    @Override
    public List<Listed> list(String prefix, @Nullable String after, int limit) {
        List<Listed> objects = new ArrayList<>();
        // No key begins like that, and some servers would take it for a path that leads elsewhere.
        if (!ObjectStore.isKey(prefix + "x")) {
            return objects;
        }
        String last = after;
        try {
            while (objects.size() < limit) {
                String start = last;
                int wanted = Math.min(limit - objects.size(), MOST_LISTED);
                ListObjectsV2Response page = s3.client()
                        .listObjectsV2(request -> request.bucket(location.bucket())
                                .prefix(location.prefix() + prefix)
                                .startAfter(start == null ? null : location.prefix() + start)
                                .maxKeys(wanted));
                page.contents().stream()
                        .map(object -> new Listed(
                                object.key().substring(location.prefix().length()),
                                object.size(),
                                object.lastModified()))
                        // What others put there is none of ours.
                        .filter(object -> ObjectStore.isKey(object.key()))
                        .forEach(objects::add);
                if (page.contents().isEmpty() || !Boolean.TRUE.equals(page.isTruncated())) {
                    break;
                }
                last = page.contents()
                        .getLast()
                        .key()
                        .substring(location.prefix().length());
            }
            return objects;
        } catch (SdkException e) {
            throw S3Failures.of(prefix, e);
        }
    }

    @Override
    public boolean delete(String key) {
        boolean there = find(key).isPresent();
        try {
            s3.client()
                    .deleteObject(request ->
                            request.bucket(location.bucket()).key(location.nameOf(ObjectStore.checked(key))));
            return there;
        } catch (SdkException e) {
            throw S3Failures.of(key, e);
        }
    }

    @Override
    public String name() {
        return "unfinished objects";
    }

    @Override
    public int remove(Instant before) {
        int removed = 0;
        try {
            for (MultipartUpload upload : s3.client()
                    .listMultipartUploadsPaginator(
                            request -> request.bucket(location.bucket()).prefix(location.prefix()))
                    .uploads()) {
                if (upload.initiated().isBefore(before) && !isAlive(upload, before)) {
                    s3.client()
                            .abortMultipartUpload(request -> request.bucket(location.bucket())
                                    .key(upload.key())
                                    .uploadId(upload.uploadId()));
                    removed++;
                }
            }
            return removed;
        } catch (SdkException e) {
            throw S3Failures.of("", e);
        }
    }

    /** Returns whether a part came later; an upload of many hours may still go on. */
    private boolean isAlive(MultipartUpload upload, Instant before) {
        return s3
                .client()
                .listPartsPaginator(request ->
                        request.bucket(location.bucket()).key(upload.key()).uploadId(upload.uploadId()))
                .parts()
                .stream()
                .anyMatch(part -> !part.lastModified().isBefore(before));
    }
}

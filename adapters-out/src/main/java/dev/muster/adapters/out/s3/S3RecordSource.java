package dev.muster.adapters.out.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** The objects below a prefix of a bucket that is not ours. Their names may have any characters. */
final class S3RecordSource implements RecordSource {
    /** As many pages of a listing are looked at, each of 1,000 objects. */
    private static final int MOST_PAGES = 10;

    /** Of a key, as the protocol has it. */
    private static final int MOST_BYTES = 1_024;

    /** Some servers take such a name for a path that leads elsewhere. */
    private static final Pattern LEADS_ELSEWHERE =
            Pattern.compile("(^|.*[/\\\\])\\.{1,2}([/\\\\].*|$)", Pattern.DOTALL);

    private final S3Connection s3;
    private final S3Location location;

    S3RecordSource(S3Connection s3, S3Location location) {
        this.s3 = s3;
        this.location = location;
    }

    @Override
    public Source.Kind kind() {
        return Source.Kind.S3;
    }

    @Override
    public String prefix() {
        return location.toString();
    }

    @Override
    public String nameInRuns(String name) {
        return prefix() + name;
    }

    @Override
    public Found list(Predicate<String> wanted, int most) {
        List<Listed> files = new ArrayList<>();
        String after = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            ListObjectsV2Response page = page(after);
            List<Listed> found = page.contents().stream()
                    .map(object -> new Listed(
                            object.key().substring(location.prefix().length()), object.size(), object.lastModified()))
                    .filter(file -> mayBeRead(file.name()) && wanted.test(file.name()))
                    .toList();
            int room = most - files.size();
            files.addAll(found.subList(0, Math.min(found.size(), room)));
            boolean last = !Boolean.TRUE.equals(page.isTruncated());
            if (last || files.size() == most) {
                // Of what follows on further pages nobody knows whether it is wanted.
                return found(files, !last || found.size() > room);
            }
            after = page.contents().getLast().key();
        }
        return found(files, true);
    }

    /** Amazon lists by code point, others may not. */
    private static Found found(List<Listed> files, boolean more) {
        files.sort(Comparator.comparing(Listed::name, CodePointOrder.BY_CODE_POINT));
        return new Found(files, more);
    }

    private ListObjectsV2Response page(@Nullable String after) {
        try {
            // Not all characters can stand in XML as they are.
            return s3.client()
                    .listObjectsV2(request -> request.bucket(location.bucket())
                            .prefix(location.prefix())
                            .startAfter(after)
                            .encodingType(EncodingType.URL));
        } catch (SdkException e) {
            throw unreachable(e);
        }
    }

    @Override
    public Opened open(String name) {
        if (!mayBeRead(name)) {
            throw new PortException(Part.STORAGE, Kind.DENIED, "'%s' is no file of %s".formatted(name, location), null);
        }
        String key = location.nameOf(name);
        // Nothing that cannot be a key is there.
        if (name.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(name) || key.getBytes(UTF_8).length > MOST_BYTES) {
            throw missing(name, null);
        }
        S3Body body = new S3Body(s3.client(), location.bucket(), key, 0, e -> failure(name, e));
        return new OpenedObject(name, key, body);
    }

    private static boolean mayBeRead(String name) {
        return !name.isEmpty() && !LEADS_ELSEWHERE.matcher(name).matches();
    }

    private PortException failure(String name, SdkException e) {
        return switch (S3Failures.kind(e)) {
            case MISSING -> missing(name, e);
            case CONFLICT ->
                new PortException(
                        Part.STORAGE, Kind.CONFLICT, "'%s' is not what it was".formatted(nameInRuns(name)), e);
            case UNAVAILABLE, FULL, DENIED, CORRUPT, FAULT -> unreachable(e);
        };
    }

    private PortException missing(String name, @Nullable Throwable cause) {
        return new PortException(
                Part.STORAGE, Kind.MISSING, "there is no file '%s'".formatted(nameInRuns(name)), cause);
    }

    /** Being refused is no fault of the name: nobody but those who set this service up can mend it. */
    private PortException unreachable(SdkException e) {
        String reason = S3Failures.kind(e) == Kind.DENIED ? S3Failures.refusal(e) : "does not answer as it should";
        return new PortException(Part.STORAGE, Kind.UNAVAILABLE, "%s %s".formatted(location, reason), e);
    }

    private final class OpenedObject implements Opened {
        private final String name;
        private final String key;
        private final S3Body body;

        OpenedObject(String name, String key, S3Body body) {
            this.name = name;
            this.key = key;
            this.body = body;
        }

        @Override
        public InputStream body() {
            return body;
        }

        @Override
        public boolean changed() {
            try {
                HeadObjectResponse now = s3.client()
                        .headObject(request -> request.bucket(location.bucket()).key(key));
                return !Objects.equals(now.eTag(), body.object().eTag())
                        || !now.lastModified().equals(body.object().lastModified());
            } catch (SdkException e) {
                if (S3Failures.isMissing(e)) {
                    return true;
                }
                throw failure(name, e);
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}

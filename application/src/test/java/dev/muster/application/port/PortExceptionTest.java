package dev.muster.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortExceptionTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    DATABASE, UNAVAILABLE, database-unavailable
                    DATABASE, FULL,        insufficient-storage
                    DATABASE, DENIED,      database-denied
                    DATABASE, CONFLICT,    conflict
                    DATABASE, CORRUPT,     internal-error
                    DATABASE, MISSING,     internal-error
                    DATABASE, FAULT,       internal-error
                    STORAGE,  UNAVAILABLE, storage-unavailable
                    STORAGE,  FULL,        insufficient-storage
                    STORAGE,  DENIED,      storage-unavailable
                    STORAGE,  CONFLICT,    conflict
                    STORAGE,  CORRUPT,     internal-error
                    STORAGE,  MISSING,     not-found
                    STORAGE,  FAULT,       internal-error
                    UPSTREAM, UNAVAILABLE, upstream-failed
                    UPSTREAM, FULL,        upstream-failed
                    UPSTREAM, DENIED,      upstream-failed
                    UPSTREAM, CONFLICT,    upstream-failed
                    UPSTREAM, CORRUPT,     upstream-failed
                    UPSTREAM, MISSING,     upstream-failed
                    UPSTREAM, FAULT,       upstream-failed
                    """)
    void tellWhatFailedOutside(Part part, Kind kind, String slug) {
        assertThat(new PortException(part, kind, "what happened", new IllegalStateException("secret")).problem())
                .isEqualTo(new Problem(ProblemType.of(slug), "what happened"));
    }
}

package dev.muster.adapters.out.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.backups.BackupFiles;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.contract.AccessKeysContract;
import dev.muster.application.contract.AnnouncementsContract;
import dev.muster.application.contract.AuditLogContract;
import dev.muster.application.contract.BackupContract;
import dev.muster.application.contract.DatabaseUnderTest;
import dev.muster.application.contract.DatasetStoreContract;
import dev.muster.application.contract.DeliveriesContract;
import dev.muster.application.contract.EventLogContract;
import dev.muster.application.contract.FiguresContract;
import dev.muster.application.contract.IdempotencyKeysContract;
import dev.muster.application.contract.LedgerMetricsContract;
import dev.muster.application.contract.LoadingContract;
import dev.muster.application.contract.MappingsContract;
import dev.muster.application.contract.PipelineRunsContract;
import dev.muster.application.contract.PipelinesContract;
import dev.muster.application.contract.ProofContract;
import dev.muster.application.contract.RecordQueryContract;
import dev.muster.application.contract.RejectionStoreContract;
import dev.muster.application.contract.RunStoreContract;
import dev.muster.application.contract.SectionStoreContract;
import dev.muster.application.contract.SessionsContract;
import dev.muster.application.contract.StreamContract;
import dev.muster.application.contract.UndoContract;
import dev.muster.application.contract.UnitOfWorkContract;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.Database;
import dev.muster.application.port.Scratch;
import dev.muster.domain.dataset.Catalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest implements DatabaseUnderTest {
    private static MigratedDatabase postgres;

    @BeforeAll
    static void migrate() {
        postgres = MigratedDatabase.onPostgres();
    }

    @AfterAll
    static void close() {
        postgres.close();
    }

    @Override
    public Database emptyDatabase(Catalog catalog) {
        return postgres.emptied();
    }

    @Override
    public boolean takesSeveralWriters() {
        return true;
    }

    @Override
    public Scratch.Space scratch() {
        return Sqlite.scratch();
    }

    @Test
    void runsOnPostgres() {
        assertThat(postgres.product()).isEqualTo("PostgreSQL");
    }

    @Nested
    class UnitOfWork extends UnitOfWorkContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class DatasetStore extends DatasetStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class RunStore extends RunStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class RejectionStore extends RejectionStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Figures extends FiguresContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class LedgerMetrics extends LedgerMetricsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class RecordQuery extends RecordQueryContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Proof extends ProofContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Stream extends StreamContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Undo extends UndoContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Pipelines extends PipelinesContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class PipelineRuns extends PipelineRunsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class IdempotencyKeys extends IdempotencyKeysContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Events extends EventLogContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Deliveries extends DeliveriesContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class AccessKeys extends AccessKeysContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Mappings extends MappingsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class AuditLog extends AuditLogContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Sessions extends SessionsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Announcements extends AnnouncementsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Loading extends LoadingContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }

    @Nested
    class Backup extends BackupContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }

        @Override
        protected BackupFormat format() {
            return BackupFiles.format();
        }
    }

    @Nested
    class SectionStore extends SectionStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return PostgresDatabaseTest.this;
        }
    }
}

package dev.muster.application.memory;

import dev.muster.application.contract.AccessKeysContract;
import dev.muster.application.contract.AnnouncementsContract;
import dev.muster.application.contract.AuditLogContract;
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
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import org.junit.jupiter.api.Nested;

class InMemoryDatabaseTest implements DatabaseUnderTest {
    @Override
    public Database emptyDatabase(Catalog catalog) {
        return new InMemoryDatabase(catalog).ports();
    }

    @Nested
    class AsUnitOfWork extends UnitOfWorkContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsDatasetStore extends DatasetStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsRunStore extends RunStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsRejectionStore extends RejectionStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsFigures extends FiguresContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsLedgerMetrics extends LedgerMetricsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsEventLog extends EventLogContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsDeliveries extends DeliveriesContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsAccessKeys extends AccessKeysContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsMappings extends MappingsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsAuditLog extends AuditLogContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsSessions extends SessionsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class ThatAnnounces extends AnnouncementsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsRecordQuery extends RecordQueryContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsProof extends ProofContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsStream extends StreamContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsUndo extends UndoContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsIdempotencyKeys extends IdempotencyKeysContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsPipelines extends PipelinesContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsPipelineRuns extends PipelineRunsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsLoading extends LoadingContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }

    @Nested
    class AsSectionStore extends SectionStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return InMemoryDatabaseTest.this;
        }
    }
}

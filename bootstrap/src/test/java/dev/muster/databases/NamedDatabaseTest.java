package dev.muster.databases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.TestDatabases;
import dev.muster.application.fixtures.Fixtures;
import org.junit.jupiter.api.Test;

/** Runs with the tests of the API and the command line, once for each database. */
class NamedDatabaseTest {

    @Test
    void theTestsBesideThisOneRunOnTheDatabaseThatIsNamed() {
        TestDatabases.empty(Fixtures.CATALOG);

        assertThat(NamedDatabase.product()).isEqualTo(System.getProperty(NamedDatabase.NAME));
    }
}

package dev.muster.adapters.in.cli;

import dev.muster.application.arguments.Datasets;
import dev.muster.application.port.ScratchDatabases.OpenDatabase;
import dev.muster.domain.dataset.Catalog;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Gives the commands what they work with. Each thing is made when it is first asked for, because a command that is used
 * wrongly, or asked for its help, must not open a database. Each method throws {@link CommandFailed} if a setting is wrong.
 */
public interface Services {

    /** Returns the datasets. Needs no database. */
    Catalog catalog();

    /** Returns the datasets by their names. */
    default Datasets datasets() {
        return new Datasets(catalog());
    }

    /** Returns the folder of everything that the program keeps. Makes it if it is not there. */
    Path dataFolder();

    /** Fails where no sample data belongs, because real data is expected. */
    void refuseSamples();

    /** Returns the HTTP service, which is not started. It opens the database when it starts. */
    HttpService httpService();

    /**
     * Makes PostgreSQL the database: the server that the settings name, or else one of this machine's own, which is started
     * and ends with the program. To be called before anything that needs a database.
     *
     * @return how other commands reach it meanwhile, for people
     */
    String usePostgres();

    /**
     * Opens another database, and brings it up to date.
     *
     * @param argument what named it, for messages
     * @throws CommandFailed if the address is none of a database, or the database cannot be used
     */
    OpenDatabase openDatabase(String argument, String url, @Nullable String user, @Nullable String password);

    /** Returns what works on the database. The first call opens the database and brings it up to date. */
    UseCases useCases();
}

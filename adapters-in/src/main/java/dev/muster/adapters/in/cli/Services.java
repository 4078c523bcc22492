package dev.muster.adapters.in.cli;

import dev.muster.application.arguments.Datasets;
import dev.muster.domain.dataset.Catalog;
import java.nio.file.Path;

/**
 * What the commands work with, made when it is first asked for: a command that is used wrongly, or asked for its help, must
 * not open a database first. Each method throws {@link CommandFailed} if a setting is not what it must be.
 */
public interface Services {

    /** The datasets; they need no database. */
    Catalog catalog();

    /** The datasets by their names. */
    default Datasets datasets() {
        return new Datasets(catalog());
    }

    /** The folder of everything that the program keeps, made if it was not there. */
    Path dataFolder();

    /** The HTTP service, not started. It opens the database when it starts. */
    HttpService httpService();

    /**
     * Makes PostgreSQL the database: the server that the settings name, or else one of this machine's own, which is started
     * and ends with the program. To be called before anything that needs a database.
     *
     * @return how other commands reach it meanwhile, for people
     */
    String usePostgres();

    /** What works on the database, which is opened and brought up to date before the first time. */
    UseCases useCases();
}

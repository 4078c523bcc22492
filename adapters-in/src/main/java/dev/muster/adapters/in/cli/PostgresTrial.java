package dev.muster.adapters.in.cli;

/** PostgreSQL for a command that shows the program on it. To be asked for before anything that needs a database. */
public interface PostgresTrial {

    /**
     * Makes PostgreSQL the database: the server that the settings name, or else one of this machine's own, which is started
     * and ends with the program.
     *
     * @return how other commands reach it meanwhile, for people
     */
    String use();
}

package dev.muster.adapters.in.cli;

/**
 * What the commands work with, made when it is first asked for: a command that is used wrongly, or asked for its help, must
 * not open a database first.
 */
public interface Services {

    /**
     * A use case, a port, the {@link dev.muster.domain.dataset.Catalog}, the {@link DataFolder}, the {@link HttpService} or the
     * {@link PostgresTrial}.
     *
     * @throws CommandFailed if a setting is not what it must be
     */
    <T> T get(Class<T> type);
}

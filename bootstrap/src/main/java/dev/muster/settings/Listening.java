package dev.muster.settings;

import dev.muster.settings.Settings.Access;
import dev.muster.settings.Settings.Auth;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the service listens.
 *
 * @param host address or name, as given
 * @param port 0 takes any that is free
 */
public record Listening(String host, int port) {

    /**
     * Refuses an address that another machine can reach, because whoever reaches the service can use it. To be called only
     * by what listens: a command may well run where the service is set up for a network.
     *
     * @throws InvalidSetting if the address is not this machine's own, or keys are asked for
     */
    public void requireLoopback(Access access) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new InvalidSetting(
                    Setting.HOST.variable(), "'%s' is no address or name of this machine".formatted(host));
        }
        if (!address.isLoopbackAddress()) {
            throw new InvalidSetting(
                    Setting.HOST.variable(),
                    "'%s' can be reached from other machines, and there are no keys yet to keep strangers out; use 127.0.0.1"
                            .formatted(host));
        }
        if (access.auth() == Auth.KEYS) {
            throw new InvalidSetting(
                    Setting.AUTH.variable(), "there are no keys yet; leave it out or use off on a loopback address");
        }
    }
}

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

    /** Whether only this machine reaches the service; false if the address is not known here. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether requests must show a key: unless it is said that they need not, or only this machine reaches the service. */
    public boolean asksForKeys(Access access) {
        return access.auth() == null ? !isLoopback() : access.auth() == Auth.KEYS;
    }

    /**
     * Refuses an address that another machine can reach where that is not safe. To be called only by what listens: a command
     * may well run where the service is set up for a network.
     *
     * @throws InvalidSetting if the address is none of this machine, whoever reaches the service could use it, or it does not know its names
     */
    public void requireSafe(Access access) {
        try {
            if (InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new InvalidSetting(
                    Setting.HOST.variable(), "'%s' is no address or name of this machine".formatted(host));
        }
        if (!asksForKeys(access)) {
            throw new InvalidSetting(
                    Setting.AUTH.variable(),
                    "'%s' can be reached from other machines, where keys keep strangers out; off is for a loopback address such as 127.0.0.1"
                            .formatted(host));
        }
        if (access.allowedHosts().isEmpty()) {
            throw new InvalidSetting(
                    Setting.ALLOWED_HOSTS.variable(),
                    "'%s' can be reached from other machines; say under which names, such as muster.example.com"
                            .formatted(host));
        }
    }
}

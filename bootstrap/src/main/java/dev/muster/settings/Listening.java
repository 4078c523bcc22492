package dev.muster.settings;

import dev.muster.settings.Settings.Access;
import dev.muster.settings.Settings.Auth;
import dev.muster.settings.Settings.Profile;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the service listens.
 *
 * @param host address or name, as given
 * @param port 0 takes any that is free
 */
public record Listening(String host, int port) {
    private static final int REQUESTS_PER_MINUTE = 1_200;

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
        return access.auth() == null ? expectsStrangers(access) : access.auth() == Auth.KEYS;
    }

    /** Whether the service is not just for one who tries things on this machine. */
    public boolean expectsStrangers(Access access) {
        return access.profile() == null ? !isLoopback() : access.profile() == Profile.PROD;
    }

    /** Most requests a minute of one key or address: any number where nobody is asked for a key, unless it is said; else 1200. */
    public int requestsPerMinute(Access access) {
        Integer given = access.rateLimit();
        return given == null ? asksForKeys(access) ? REQUESTS_PER_MINUTE : 0 : given;
    }

    /**
     * Refuses an address that another machine can reach where that is not safe. To be called only by what listens: a command
     * may well run where the service is set up for a network.
     *
     * @throws InvalidSetting if the address is none of this machine, whoever reaches the service could use it, or it does not know its names
     */
    public void requireSafe(Access access) {
        if (expectsStrangers(access) && access.profile() != null && !asksForKeys(access)) {
            throw new InvalidSetting(
                    Setting.AUTH.variable(), "off does not go with %s=prod".formatted(Setting.PROFILE.variable()));
        }
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

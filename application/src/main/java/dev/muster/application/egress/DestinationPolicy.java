package dev.muster.application.egress;

import dev.muster.domain.dataset.AsciiCase;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which addresses may be reached where somebody says what to reach: addresses of the public Internet, and whatever
 * a host resolves to that is allowed by its name. It must be asked about the very address that is connected to, because
 * the next answer of a name server may be another one. Immutable.
 */
public final class DestinationPolicy {
    /** A name, or an address as it stands in URLs, and perhaps a port. */
    private static final Pattern DESTINATION =
            Pattern.compile("(?<host>[A-Za-z0-9]([A-Za-z0-9._-]*)|\\[[0-9A-Fa-f:.]+])(:(?<port>[0-9]{1,5}))?");

    /** IPv4 that is not for everyone: the IANA registry of special-purpose addresses, multicast, and what is reserved. */
    private static final List<Network> SPECIAL_IPV4 = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4")
            .map(Network::ipv4)
            .toList();

    private static final int IPV4_BYTES = 4;

    private final Set<String> allowed;

    private DestinationPolicy(Set<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * Makes a policy.
     *
     * @param allowed of the form {@code host}, for all its ports, or {@code host:port}; IPv6 addresses in brackets
     * @throws IllegalArgumentException if one is not {@link #isDestination}
     */
    public static DestinationPolicy allowing(Collection<String> allowed) {
        return new DestinationPolicy(
                allowed.stream().map(DestinationPolicy::normalised).collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns this policy with one more host that is allowed. */
    public DestinationPolicy and(String destination) {
        return new DestinationPolicy(Stream.concat(allowed.stream(), Stream.of(normalised(destination)))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns whether a text is of the form {@code host} or {@code host:port}. */
    public static boolean isDestination(String text) {
        var matcher = DESTINATION.matcher(text);
        return matcher.matches()
                && (matcher.group("port") == null || Integer.parseInt(matcher.group("port")) <= 65_535);
    }

    /**
     * Returns whether {@code address}, to which {@code host} resolved, may be connected to.
     *
     * @param host as it stands in the URL: a name, or an address with or without brackets
     */
    public boolean permits(String host, int port, InetAddress address) {
        return isAllowedByName(host, port) || isPublic(address);
    }

    /** Returns whether {@code host} may be reached whatever it resolves to. */
    public boolean isAllowedByName(String host, int port) {
        String name = withoutRoot(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
        return allowed.contains(name) || allowed.contains(name + ":" + port);
    }

    /** Returns whether an address belongs to the public Internet. IPv6 that leads to IPv4 is judged by where it leads. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == IPV4_BYTES ? isPublicIpv4(bytes) : isPublicIpv6(bytes);
    }

    private static boolean isPublicIpv4(byte[] bytes) {
        return SPECIAL_IPV4.stream().noneMatch(network -> network.contains(bytes));
    }

    private static boolean isPublicIpv6(byte[] bytes) {
        if (begins(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            // NAT64: the IPv4 address stands at the end.
            return isPublicIpv4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (begins(bytes, 0x20, 0x02)) {
            // 6to4: it stands behind the prefix.
            return isPublicIpv4(Arrays.copyOfRange(bytes, 2, 6));
        }
        // Of 2000::/3, which alone is given out, without Teredo and other protocols, and what is for documentation.
        return (bytes[0] & 0xe0) == 0x20
                && !(begins(bytes, 0x20, 0x01) && (bytes[2] & 0xfe) == 0)
                && !begins(bytes, 0x20, 0x01, 0x0d, 0xb8)
                && !(begins(bytes, 0x3f, 0xff) && (bytes[2] & 0xf0) == 0);
    }

    private static boolean begins(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static String normalised(String destination) {
        if (!isDestination(destination)) {
            throw new IllegalArgumentException("'%s' is no host".formatted(destination));
        }
        int port = destination.lastIndexOf(':');
        return port > destination.lastIndexOf(']')
                ? withoutRoot(destination.substring(0, port)) + ":" + Integer.parseInt(destination.substring(port + 1))
                : withoutRoot(destination);
    }

    /** A name may end in the full stop of the root, and is the same in capitals. */
    private static String withoutRoot(String host) {
        return AsciiCase.lower(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    }

    private record Network(int address, int mask) {
        static Network ipv4(String text) {
            String[] parts = text.split("[./]");
            byte[] bytes = new byte[IPV4_BYTES];
            for (int i = 0; i < IPV4_BYTES; i++) {
                bytes[i] = (byte) Integer.parseInt(parts[i]);
            }
            return new Network(number(bytes), -1 << (32 - Integer.parseInt(parts[IPV4_BYTES])));
        }

        boolean contains(byte[] bytes) {
            return (number(bytes) & mask) == address;
        }

        private static int number(byte[] bytes) {
            return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        }
    }
}

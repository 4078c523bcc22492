package dev.muster.adapters.in.rest.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The IP addresses that begin alike.
 *
 * @param address the first of them, or any
 * @param bits how many leading bits they share: at most 32 of IPv4, at most 128 of IPv6
 */
public record IpNetwork(InetAddress address, int bits) {
    /** How much of an IPv6 address a network gives one customer: they choose the rest themselves. */
    private static final int CUSTOMER_BITS = 64;

    public IpNetwork {
        int most = address.getAddress().length * Byte.SIZE;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("an address has %s bits, not %s".formatted(most, bits));
        }
    }

    /** Returns the network of a text such as {@code 10.0.0.0/8}, {@code 192.0.2.1} or {@code fd00::/8}; empty if it is none. */
    public static Optional<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = address.getAddress().length * Byte.SIZE;
            return Optional.of(new IpNetwork(address, slash < 0 ? most : Integer.parseInt(text.substring(slash + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the network of whoever has an address, as far as it can be told from others. */
    static IpNetwork ofCustomer(InetAddress address) {
        int most = address.getAddress().length * Byte.SIZE;
        return new IpNetwork(address, most > Integer.SIZE ? CUSTOMER_BITS : most);
    }

    /** Whether an address is one of these. */
    public boolean contains(InetAddress other) {
        byte[] first = address.getAddress();
        byte[] second = other.getAddress();
        return first.length == second.length && Arrays.equals(start(first), start(second));
    }

    private byte[] start(byte[] whole) {
        byte[] start = Arrays.copyOf(whole, (bits + Byte.SIZE - 1) / Byte.SIZE);
        if (bits % Byte.SIZE != 0) {
            start[start.length - 1] &= (byte) (0xFF << (Byte.SIZE - bits % Byte.SIZE));
        }
        return start;
    }

    /** The network by its shared bits: equal for all addresses of it. */
    String name() {
        byte[] start = Arrays.copyOf(start(address.getAddress()), address.getAddress().length);
        try {
            return InetAddress.getByAddress(start).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the address has a length of its own kind", e);
        }
    }
}

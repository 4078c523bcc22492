package dev.muster.adapters.out.http;

import dev.muster.application.egress.DestinationPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses that connections are made to, and gives none that the policy does not permit. What it gives is what
 * is connected to: between the check and the connection no name is looked up again.
 */
final class GuardedResolver implements DnsResolver {
    private final DestinationPolicy policy;
    private final HostAddresses addresses;

    GuardedResolver(DestinationPolicy policy, HostAddresses addresses) {
        this.policy = policy;
        this.addresses = addresses;
    }

    /** @throws NotPermitted if one of the addresses is not permitted: a name that has both kinds is not trusted */
    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        InetAddress[] found = addresses.of(host);
        for (InetAddress address : found) {
            if (!policy.permits(host, port, address)) {
                throw new NotPermitted(host);
            }
        }
        return Arrays.stream(found)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** Not asked by clients that know ports. What is allowed by a name with a port is not allowed here. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, 0).stream().map(InetSocketAddress::getAddress).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** A host resolves to an address that is not permitted. The message does not tell it. */
    static final class NotPermitted extends UnknownHostException {
        private static final long serialVersionUID = 1;

        NotPermitted(String host) {
            super("%s resolves to an address that is not public".formatted(host));
        }
    }
}

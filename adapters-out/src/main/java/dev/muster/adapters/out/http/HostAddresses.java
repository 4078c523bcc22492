package dev.muster.adapters.out.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host: the system's name service, or that of a test. */
@FunctionalInterface
interface HostAddresses {
    /** Asks the system, which takes numbers such as {@code 2130706433} for addresses, too. */
    HostAddresses OF_SYSTEM = InetAddress::getAllByName;

    InetAddress[] of(String host) throws UnknownHostException;
}

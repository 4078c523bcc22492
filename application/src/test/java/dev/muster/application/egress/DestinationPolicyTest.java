package dev.muster.application.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DestinationPolicyTest {
    private static final DestinationPolicy NOTHING_ALLOWED = DestinationPolicy.allowing(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:1ff::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2002:c0a8:101::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                // As numbers: these all are 127.0.0.1 to the JDK.
                "2130706433",
                "127.1"
            })
    void refusesWhatIsNotPublic(String address) throws UnknownHostException {
        assertEquals(false, NOTHING_ALLOWED.permits("example.org", 443, InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2002:808:808::1",
                "2606:4700::1111",
                "3ffe::1"
            })
    void permitsWhatIsPublic(String address) throws UnknownHostException {
        assertEquals(true, NOTHING_ALLOWED.permits("example.org", 443, InetAddress.getByName(address)));
    }

    /** The JDK makes IPv4 of most such addresses, but not of all. */
    @ParameterizedTest
    @CsvSource({"00000000000000000000ffff7f000001, false", "00000000000000000000ffff08080808, false"})
    void refusesMappedAddressesThatStayIpv6(String bytes, boolean permitted) throws UnknownHostException {
        InetAddress address = Inet6Address.getByAddress("x", HexFormat.of().parseHex(bytes), 1);

        assertEquals(16, address.getAddress().length);
        assertEquals(permitted, NOTHING_ALLOWED.permits("x", 80, address));
    }

    @ParameterizedTest
    @CsvSource({
        "intranet, intranet, 80, true",
        "intranet, intranet, 8080, true",
        "intranet, INTRANET., 80, true",
        "Intranet., intranet, 80, true",
        "intranet, other, 80, false",
        "intranet, sub.intranet, 80, false",
        "intranet:8080, intranet, 8080, true",
        "intranet:08080, intranet, 8080, true",
        "intranet:8080, intranet, 80, false",
        "127.0.0.1, 127.0.0.1, 80, true",
        "127.0.0.1, localhost, 80, false",
        "[::1], ::1, 80, true",
        "[::1]:80, [::1], 80, true",
        "[::1]:80, ::1, 81, false"
    })
    void permitsWhatIsAllowedByName(String allowed, String host, int port, boolean permitted) {
        assertEquals(
                permitted,
                DestinationPolicy.allowing(List.of(allowed)).permits(host, port, InetAddress.getLoopbackAddress()));
        assertEquals(permitted, NOTHING_ALLOWED.and(allowed).permits(host, port, InetAddress.getLoopbackAddress()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "http://a", "a/b", "a:", "a:x", "a:65536", "::1", "*.a", "-a"})
    void knowsWhatIsNoDestination(String text) {
        assertEquals(false, DestinationPolicy.isDestination(text));
        assertThrows(IllegalArgumentException.class, () -> DestinationPolicy.allowing(List.of(text)));
    }

    @Test
    void allowsNothingElse() {
        assertEquals(false, NOTHING_ALLOWED.isAllowedByName("example.org", 443));
    }
}

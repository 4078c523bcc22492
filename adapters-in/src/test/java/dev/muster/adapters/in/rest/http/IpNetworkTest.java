package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses belong together. */
class IpNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,     10.255.0.1,       true",
        "10.0.0.0/8,     11.0.0.1,         false",
        "10.1.2.3/8,     10.0.0.1,         true",
        "192.0.2.1,      192.0.2.1,        true",
        "192.0.2.1,      192.0.2.2,        false",
        "192.0.2.0/31,   192.0.2.1,        true",
        "192.0.2.0/31,   192.0.2.2,        false",
        "0.0.0.0/0,      203.0.113.9,      true",
        "0.0.0.0/0,      ::1,              false",
        "fd00::/8,       fdff::1,          true",
        "fd00::/8,       fe80::1,          false",
        "10.0.0.0/8,     ::ffff:10.0.0.1,  true",
        "2001:db8::/33,  2001:db8:7fff::1, true",
        "2001:db8::/33,  2001:db8:8000::1, false",
    })
    void tellsWhatIsInIt(String network, String address, boolean inIt) {
        assertThat(IpNetwork.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inIt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "example.com", "10.0.0.0/8/8"})
    void takesNothingElse(String text) {
        assertThat(IpNetwork.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,            192.0.2.1/32",
        "2001:db8:1:2:3::4,    2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2:ffff::5, 2001:db8:1:2:0:0:0:0/64",
    })
    void takesAllThatOneCustomerHasForOne(String address, String name) {
        assertThat(IpNetwork.ofCustomer(InetAddress.ofLiteral(address)).name()).isEqualTo(name);
    }
}

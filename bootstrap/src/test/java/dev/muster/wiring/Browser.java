package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A browser of this machine. Not thread safe. */
final class Browser implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-dev-shm-usage");

    /** Of axe's faults those that shut people out. */
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    /** Milliseconds: a machine that does much else comes to it, too. */
    private static final double PATIENCE = 120_000;

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser browser;

    Browser(Path program) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setTimeout(PATIENCE)
                        .setArgs(FLAGS));
    }

    /** Returns the program; empty if it is not installed. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a window on a service. */
    Window window(URI service, int width, ColorScheme scheme) {
        return new Window(browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:%s".formatted(service.getPort()))
                .setViewportSize(width, 900)
                .setColorScheme(scheme)));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** A window, and what its console told: nothing, if all is well. */
    static final class Window implements AutoCloseable {
        private final BrowserContext context;
        private final Page page;
        private final List<String> told = new ArrayList<>();

        private Window(BrowserContext context) {
            this.context = context;
            this.page = context.newPage();
            page.setDefaultTimeout(PATIENCE);
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    told.add(message.text());
                }
            });
            page.onPageError(told::add);
        }

        Page page() {
            return page;
        }

        Page open(String path) {
            page.navigate(path);
            return page;
        }

        List<String> told() {
            return told;
        }

        /** Asserts that nothing of what is shown shuts people out. */
        void assertAccessible(String what) {
            assertThat(new AxeBuilder(page)
                            .analyze().getViolations().stream()
                                    .filter(fault -> GRAVE.contains(fault.getImpact()))
                                    .map(fault -> "%s: %s"
                                            .formatted(
                                                    fault.getId(),
                                                    fault.getNodes().getFirst().getTarget())))
                    .as(what)
                    .isEmpty();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}

package dev.muster.wiring;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.KeyboardModifier;
import dev.muster.wiring.Browser.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser, as somebody uses them who has never seen them. It takes Debian's Chromium. */
class WorkbenchTest {
    private static final String ADMIN_KEY = "a key for whoever runs this service";
    private static final int MANY = 1_000_000;
    private static final int ROWS = 1_000;
    private static final Pattern RUN = Pattern.compile(".*/runs/[0-9a-z]{13}$");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Browser browser;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private LazyServices services;
    private URI address;
    private Window window;

    @BeforeAll
    static void startBrowser() {
        assumeTrue(Browser.program().isPresent(), () -> {
            String loud =
                    "SKIPPED: the pages were NOT tested, because Chromium is not installed (apt-get install chromium)";
            System.err.println(loud);
            return loud;
        });
        browser = new Browser(Browser.program().orElseThrow());
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void prepare() {
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
    }

    @AfterEach
    void stop() throws Exception {
        if (window != null) {
            assertThat(window.told()).isEmpty();
            window.close();
        }
        if (services != null) {
            services.close();
        }
    }

    private void start(int width, ColorScheme scheme) {
        services = new LazyServices(environment, folder);
        address = services.httpService().start();
        window = browser.window(address, width, scheme);
    }

    private String send(String method, String path, String type, String body) {
        try {
            return CLIENT.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:%s%s".formatted(address.getPort(), path)))
                                    .header("Content-Type", type)
                                    .header("X-API-Key", ADMIN_KEY)
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void load(String dataset, String csv) {
        assertThat(send("POST", "/api/v1/datasets/%s/records".formatted(dataset), "text/csv", csv))
                .contains("\"status\":\"succeeded\"");
    }

    /** Hires of 2021, one a row. Of each ten one lacks its department and one its job. */
    private void loadHires() {
        load("departments", "1,Support\n2,Engineering\n");
        load("jobs", "1,Nurse\n2,Analyst\n");
        StringBuilder hires = new StringBuilder();
        for (int i = 1; i <= ROWS; i++) {
            hires.append(i)
                    .append(",Person ")
                    .append(i)
                    .append(",2021-0")
                    .append(1 + i % 9)
                    .append("-05T10:00:00Z,")
                    .append(i % 10 == 1 ? "" : i % 10 < 4 ? "1" : "2")
                    .append(',')
                    .append(i % 10 == 2 ? "x" : "1")
                    .append('\n');
        }
        load("hired_employees", hires.toString());
    }

    private String report() {
        return send("GET", "/api/v1/reports/departments-above-average-hiring.csv?year=2021", "text/plain", "");
    }

    @Test
    void putsAllRejectedRowsRightInFiveActions() {
        start(1280, ColorScheme.LIGHT);
        loadHires();
        assertThat(report()).isEqualTo("id,department,hired\n2,Engineering,600\n");
        Page page = window.open("/rejections");
        assertThat(page.locator("#state")).hasText("200 waiting");

        Locator missing = page.locator("#groups tr[data-code=required][data-field=department_id]");
        missing.locator("input[type=text]").fill("2");
        missing.getByText("Give it").click();
        Locator wrong = page.locator("#groups tr[data-code=not-integer][data-field=job_id]");
        wrong.locator("input[type=text]").fill("2");
        wrong.getByText("Give it").click();
        page.getByText("Put 200 right rows in").click();

        assertThat(page.getByText("200 went in.")).isVisible();
        assertThat(page.getByText("Nothing waits to be put right here.")).isVisible();
        assertThat(report()).isEqualTo("id,department,hired\n2,Engineering,700\n");
    }

    @Test
    void looksAtEachChangeAtOnceAndTellsWhatSomebodyElseDid() {
        start(1280, ColorScheme.LIGHT);
        load("departments", "1,Support\n");
        load("jobs", "1,Nurse\n");
        load("hired_employees", "1,Ann,2021-01-01T00:00:00Z,,1\n2,Bob,2021-01-01T00:00:00Z,,1\n");
        Page page = window.open("/rejections");
        cell(page, 0, "department_id").dblclick();
        page.keyboard().type("7");
        page.keyboard().press("Enter");
        assertThat(page.locator("#state")).hasText("2 waiting, 1 still wrong");
        assertThat(page.locator(".tabulator-row").first()).containsText("✗ wrong");

        cell(page, 0, "department_id").dblclick();
        page.keyboard().press("Control+a");
        page.keyboard().type("1");
        page.keyboard().press("Enter");
        cell(page, 1, "department_id").dblclick();
        page.keyboard().type("1");
        page.keyboard().press("Enter");
        assertThat(page.locator("#state")).hasText("2 waiting, 2 right");
        page.locator("#undo").click();
        assertThat(page.locator("#state")).hasText("2 waiting, 1 right");
        cell(page, 1, "department_id").click();
        page.keyboard().press("Control+y");
        assertThat(page.locator("#state")).hasText("2 waiting, 2 right");
        // What is above, for all below.
        cell(page, 0, "name").click();
        cell(page, 1, "name").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        page.keyboard().press("Control+d");
        assertThat(cell(page, 1, "name")).hasText("Ann");
        assertThat(page.locator("#state")).hasText("2 waiting, 2 right");

        // Meanwhile somebody else discards the first.
        String rejected = send("GET", "/api/v1/rejections?dataset=hired_employees", "text/plain", "");
        String first = Pattern.compile("\"id\":\"([0-9a-z]{13}-1)\"")
                .matcher(rejected)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        send("POST", "/api/v1/rejections/%s/discard".formatted(first), "application/json", "");
        page.getByText("Put 2 right rows in").click();
        assertThat(page.getByText("1 went in, 1 had been put right or discarded by somebody else meanwhile."))
                .isVisible();
        assertThat(page.getByText("Nothing waits to be put right here.")).isVisible();
    }

    private static Locator cell(Page page, int row, String field) {
        return page.locator(".tabulator-row").nth(row).locator("[tabulator-field=%s]".formatted(field));
    }

    @Test
    void loadsAWorkbookWithOtherColumnNames() throws IOException {
        start(1280, ColorScheme.LIGHT);
        load("departments", "1,Support\n2,Engineering\n");
        load("jobs", "1,Nurse\n2,Analyst\n");
        Path file = workbook();
        Page page = window.open("/");
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Load").setExact(true))
                .click();
        page.locator("#dataset").selectOption("hired_employees");
        page.locator("#file").setInputFiles(file);

        assertThat(page.locator("#what")).containsText("a workbook");
        assertThat(page.locator("#column-name")).hasValue("0");
        assertThat(page.locator("#column-hire_datetime")).hasValue("1");
        assertThat(page.locator("#column-id")).hasValue("4");
        assertThat(page.locator("#mapping")).hasValue("altas-de-2021");
        // Both hold small numbers: which is which, only people know.
        page.locator("#column-department_id").selectOption("2");
        page.locator("#column-job_id").selectOption("3");
        page.locator("#try").click();
        assertThat(page.locator("#told")).containsText("3 records: 2 inserted, 0 updated, 0 unchanged, 1 rejected.");
        page.locator("#go").click();
        page.waitForURL(RUN);
        assertThat(page.locator("main .status").first()).hasText("succeeded");
        assertThat(page.locator("dl.ledger-numbers")).containsText("Inserted2");
        assertThat(page.locator("main")).containsText("altas-de-2021");

        window.open("/load?dataset=hired_employees");
        page.locator("#file").setInputFiles(file);
        assertThat(page.locator("#mapping")).hasValue("altas-de-2021");
        assertThat(page.locator("#column-department_id")).hasValue("2");
    }

    private Path workbook() throws IOException {
        Path file = folder.resolve("Altas de 2021.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("Altas");
            List<List<Object>> rows = List.of(
                    List.of("Nombre completo", "Fecha de alta", "Departamento", "Puesto", "N.º"),
                    List.of("Añoveros Núñez, José María", "2021-01-05T09:00:00Z", 1, 2, 11),
                    List.of("عبد الله بن محمد", "2021-02-05T09:00:00Z", 1, 1, 12),
                    List.of("Zoë", "2021-03-05T09:00:00Z", 9, 1, 13));
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < rows.get(row).size(); column++) {
                    if (rows.get(row).get(column) instanceof Integer number) {
                        sheet.value(row, column, number);
                    } else {
                        sheet.value(row, column, rows.get(row).get(column).toString());
                    }
                }
            }
        }
        return file;
    }

    @Test
    void remembersWhatAValueStandsFor() throws IOException {
        start(1280, ColorScheme.LIGHT);
        load("departments", "1,Support\n");
        load("jobs", "1,Nurse\n");
        String header = "id,name,datetime,department_id,job_id\n";
        load("hired_employees", header + "1,Ann,2021-01-01T00:00:00Z,Care,1\n2,Bob,2021-01-01T00:00:00Z,Care,\n");
        Page page = window.open("/rejections");
        Locator group = page.locator("#groups tr[data-value=Care]");
        group.locator("input[type=text]").fill("1");
        group.getByLabel("remember").check();
        group.getByText("Give it").click();
        assertThat(page.getByText("Care stands for 1 in files that are read by the mapping hired-employees."))
                .isVisible();
        page.getByText("Put 1 right row in").click();
        assertThat(page.getByText("1 went in.")).isVisible();

        // What is of no use is discarded, and why stays on record.
        page.locator("#groups tr[data-code=required] [data-discard]").click();
        page.getByLabel("Why (optional)").fill("left again");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Yes"))
                .click();
        assertThat(page.getByText("Nothing waits to be put right here.")).isVisible();
        assertThat(send("GET", "/api/v1/rejections?status=discarded", "text/plain", ""))
                .contains("\"discard_reason\":\"left again\"");

        Path next = Files.writeString(folder.resolve("next.csv"), header + "3,Eve,2021-01-01T00:00:00Z,Care,1\n");
        window.open("/load?dataset=hired_employees");
        page.locator("#file").setInputFiles(next);
        assertThat(page.locator("#mapping")).hasValue("hired-employees");
        page.locator("#go").click();
        page.waitForURL(RUN);
        assertThat(page.locator("dl.ledger-numbers")).containsText("Inserted1");
    }

    @Test
    void letsSomebodyWithALinkMendOneRunAndDoNothingElse() {
        environment.put("MUSTER_AUTH", "keys");
        environment.put("MUSTER_ADMIN_KEY", ADMIN_KEY);
        start(1280, ColorScheme.LIGHT);
        load("departments", "1,Support\n");
        load("jobs", "1,Nurse\n");
        load("hired_employees", "1,Ann,2021-01-01T00:00:00Z,,1\n");
        load("hired_employees", "2,Bob,2021-01-01T00:00:00Z,,1\n3,Eve,2021-01-01T00:00:00Z,1,\n");
        Page page = window.open("/runs");
        page.getByLabel("Key").fill(ADMIN_KEY);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        page.locator("tbody a").first().click();
        page.waitForURL(RUN);
        String ofRun = page.url();
        page.getByText("Link for somebody else").click();
        String link = page.locator("dialog code").textContent();
        page.getByText("I have it").click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        page.waitForURL("**/login");

        page.navigate(link);
        assertThat(page.locator("#state")).hasText("2 waiting");
        window.assertAccessible("/fix");
        assertThat(page.locator("nav")).hasCount(0);
        for (String field : List.of("department_id", "job_id")) {
            cell(page, field.equals("job_id") ? 1 : 0, field).dblclick();
            page.keyboard().type("1");
            page.keyboard().press("Enter");
        }
        page.getByText("Put 2 right rows in").click();
        assertThat(page.getByText("2 went in.")).isVisible();
        assertThat(page.getByText("Nothing is left to put right. Thank you.")).isVisible();
        assertThat(send("GET", "/api/v1/runs", "text/plain", "")).contains("\"actor\":\"link:");
        window.open("/");
        page.waitForURL("**/login?to=**");

        String path = URI.create(ofRun).getPath();
        send("DELETE", "/api/v1%s/links".formatted(path), "application/json", "");
        page.navigate(link);
        assertThat(page.locator("main")).containsText("there is no such link, or it is over");
        // The console tells of the page that is no longer there.
        assertThat(window.told()).allMatch(text -> text.contains("404"));
        window.told().clear();
    }

    @Test
    void leadsFromABarToTheRecordsBehindItByTheKeyboard() {
        start(1280, ColorScheme.DARK);
        loadHires();
        Page page = window.open("/reports/departments-above-average-hiring?year=2021");
        Locator bar =
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Engineering, Employees hired: 600"));
        bar.focus();
        assertThat(page.locator("#tip")).hasText("Engineering, Employees hired: 600");
        page.keyboard().press("Enter");
        page.waitForURL("**/records?year=2021&department_id=2");
        assertThat(page.locator("tbody tr")).hasCount(100);
        page.locator("tbody a").first().click();
        assertThat(page.locator("main")).containsText("Where it came from");
    }

    /** The load begins anew or where it was, and the page tells it without being loaded again. */
    @Test
    void showsALoadToItsEndAlsoIfTheServiceIsKilledOnTheWay() throws IOException {
        Path file = folder.resolve("departments.csv");
        Files.writeString(
                file,
                IntStream.rangeClosed(1, MANY)
                        .mapToObj("%1$s,Department %1$s\n"::formatted)
                        .collect(Collectors.joining()));
        try (ServiceProcess killed = ServiceProcess.start(folder, environment, folder.resolve("killed.log"))) {
            address = killed.address();
            window = browser.window(address, 1280, ColorScheme.LIGHT);
            Page page = window.open("/load?dataset=departments");
            page.locator("#file").setInputFiles(file);
            page.locator("#go").click();
            page.waitForURL(RUN);
        }
        environment.put("MUSTER_PORT", String.valueOf(address.getPort()));
        try (ServiceProcess again = ServiceProcess.start(folder, environment, folder.resolve("again.log"))) {
            assertThat(again.address()).isEqualTo(address);
            assertThat(window.page().locator("main .status").first()).hasText("succeeded");
            assertThat(window.page().locator(".ledger-numbers dd").first()).hasText("1,000,000");
            assertThat(send("GET", "/api/v1/datasets/departments", "text/plain", ""))
                    .containsPattern("\"row_count\":%s\\b".formatted(MANY));
        }
        // The console tells that the service was away.
        window.told().clear();
    }

    @Test
    void showsWhatAnUndoWouldDoAndUndoesARun() {
        start(400, ColorScheme.LIGHT);
        load("departments", "1,Support\n2,Engineering\n");
        send("POST", "/api/v1/datasets/departments/records?mode=upsert", "text/csv", "2,Research\n3,<b>Sales</b>\n");
        load("jobs", "1,Cook\n");
        load("hired_employees", "1,Ida Holm,2021-11-07T02:48:42Z,3,1\n");
        Page page = window.open("/runs?dataset=departments");
        page.locator("tbody a").first().click();
        page.waitForURL(RUN);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Undo"))
                .click();
        assertThat(page.locator("#undo h2")).isFocused();
        assertThat(page.locator("#undo li")).hasText(new String[] {
            "It removes 0 records that this run inserted.",
            "It gives 1 record its former values back.",
            "It leaves 1 record as it is, because of what came in since."
        });
        assertThat(page.locator("#undo td")).hasText(new String[] {
            "2", "Department: Research", "Department: Engineering", "3", "other records refer to it"
        });
        window.assertAccessible(page.url());
        page.locator("#undo")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Undo"))
                .click();
        assertThat(page.locator("main .status").first()).hasText("undone");
        assertThat(page.locator(".message")).containsText("Undone: 0 removed, 1 put back, 1 left.");

        // Without script, a page of its own shows it.
        page.navigate("/runs?dataset=departments");
        page.locator("tbody tr").last().locator("a").first().click();
        page.waitForURL(RUN);
        page.navigate(page.url() + "/undo");
        assertThat(page.locator("#undo li").first()).hasText("It removes 2 records that this run inserted.");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Undo"))
                .click();
        assertThat(page.locator("main .status").first()).hasText("undone");
    }

    @Test
    void letsPeopleInWithAKeyAndOutAgain() {
        environment.put("MUSTER_AUTH", "keys");
        environment.put("MUSTER_ADMIN_KEY", ADMIN_KEY);
        start(1280, ColorScheme.LIGHT);
        Page page = window.open("/settings");
        window.assertAccessible("/login");
        page.getByLabel("Key").fill(ADMIN_KEY);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        page.waitForURL("**/settings");
        page.locator("#label").fill("nightly load");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make a key"))
                .click();
        assertThat(page.locator("dialog")).containsText("muster_");
        page.getByText("I have it").click();
        assertThat(page.locator("#keys tbody")).containsText("nightly load");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        page.waitForURL("**/login");
        window.open("/settings");
        page.waitForURL("**/login?to=**");
    }

    /** With names of 60 characters and names that are written from right to left. */
    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "400, DARK"})
    void shutsNobodyOut(int width, ColorScheme scheme) {
        start(width, scheme);
        load(
                "departments",
                "1,قسم تطوير الأعمال\n2,%s\n".formatted("Abcdefghi ".repeat(6).strip()));
        load("jobs", "1,Nurse\n");
        load(
                "hired_employees",
                "1,עברית שם,2021-05-05T00:00:00Z,1,1\n2,Bob,2021-01-01T00:00:00Z,2,1\n3,Eve,2021-01-01,2,1\n");
        for (String path : List.of(
                "/",
                "/load",
                "/runs",
                "/rejections",
                "/reports",
                "/reports/hired-employees-by-quarter",
                "/reports/hired-employees-by-quarter/records?year=2021",
                "/datasets",
                "/datasets/hired_employees",
                "/datasets/hired_employees/records/1",
                "/pipelines",
                "/backups",
                "/settings",
                "/docs",
                "/nothing")) {
            Page page = window.open(path);
            if (path.equals("/docs")) {
                assertThat(page.locator("#reference .opblock-tag").first()).isVisible();
            }
            if (path.equals("/rejections")) {
                assertThat(page.locator("#state")).hasText("1 waiting");
            }
            window.assertAccessible(path);
            // What is too wide scrolls by itself; the page does not.
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as(path)
                    .isEqualTo(true);
        }
        // The console tells of the page that is not there.
        assertThat(window.told()).allMatch(text -> text.contains("404"));
        window.told().clear();
    }
}

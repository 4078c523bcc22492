import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * The load of {@code bench/mixed}, run from its source by that. Each kind of request goes on by itself, one at a time, with a
 * pause that bounds how much it sends; what is sent follows from the number of the request. At the end it checks that what the
 * service says agrees with itself and with the database.
 *
 * <p>Arguments: the command {@code muster}, minutes, a folder to work in, most memory of the service in MB. The settings of the
 * service are in the environment.
 */
final class MixedLoad {
    private static final int LONGEST_TEXT = 65_535;
    /** Bytes of an answer: more than a list may have; exports are far larger. */
    private static final int MOST_KEPT = 16 << 20;
    private static final Pattern RUN = Pattern.compile("\"id\":\"([^\"]+)\",\"dataset\":\"([^\"]+)\",\"mode\":\"[^\"]+\",\"status\":\"([^\"]+)\"");
    private static final Pattern COUNTS = Pattern.compile(
            "\"received\":(\\d+),\"inserted\":(\\d+),\"updated\":(\\d+),\"unchanged\":(\\d+),\"rejected\":(\\d+)");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"\\}\\s*$");

    private final String muster;
    private final Path folder;
    private final long mostRss;
    private final long begin = System.nanoTime();
    private final long nanos;
    private final URI base = URI.create("http://127.0.0.1:%s/api/v1/".formatted(System.getenv("MUSTER_PORT")));
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final Map<String, Kind> kinds = new ConcurrentSkipListMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> faultsOfAKind = new ConcurrentHashMap<>();
    /** Grows when the service is killed and when it is there again: odd while it is away. */
    private final AtomicInteger kills = new AtomicInteger();
    private final List<Thread> load = new ArrayList<>();

    private volatile boolean over;
    private volatile Process service;
    private volatile long highestRss;

    private MixedLoad(String muster, long minutes, Path folder, long mostRssMb) {
        this.muster = muster;
        this.folder = folder;
        this.mostRss = mostRssMb;
        this.nanos = TimeUnit.MINUTES.toNanos(minutes);
    }

    public static void main(String[] arguments) throws Exception {
        MixedLoad mixed = new MixedLoad(
                arguments[0], Long.parseLong(arguments[1]), Path.of(arguments[2]), Long.parseLong(arguments[3]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> mixed.service.destroyForcibly()));
        boolean well = mixed.run();
        System.exit(well ? 0 : 1);
    }

    // --- what is told

    /** What became of one kind of request. */
    private static final class Kind {
        private final Map<String, Integer> outcomes = new TreeMap<>();
        private final List<Long> millis = new ArrayList<>();

        synchronized void note(String outcome, long tookMillis) {
            outcomes.merge(outcome, 1, Integer::sum);
            millis.add(tookMillis);
        }

        synchronized String row(String name) {
            Collections.sort(millis);
            return "%-28s %7d %9d %9d  %s".formatted(
                    name, millis.size(), millis.get(millis.size() / 2), millis.getLast(),
                    outcomes.entrySet().stream().map(each -> each.getKey() + " × " + each.getValue()).collect(Collectors.joining(", ")));
        }
    }

    private void fault(String kind, String what) {
        if (faultsOfAKind.merge(kind, 1, Integer::sum) <= 5) {
            faults.add("%5d s  %s: %s".formatted(seconds(), kind, what));
            System.err.println("mixed: " + faults.getLast());
        }
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }

    // --- requests

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(base.resolve(target)).timeout(Duration.ofSeconds(180));
    }

    /** What a request is answered with, without what is beyond {@link #MOST_KEPT}; empty if the answer does not come. */
    private String send(String kind, HttpRequest request) {
        int killsBefore = kills.get();
        long start = System.nanoTime();
        String outcome;
        String body = "";
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            outcome = String.valueOf(response.statusCode());
            try (InputStream in = response.body()) {
                body = new String(in.readNBytes(MOST_KEPT), StandardCharsets.UTF_8);
                in.transferTo(OutputStream.nullOutputStream());
            }
            if (response.statusCode() == 500) {
                fault(kind, "%s %s is answered with 500: %s".formatted(
                        request.method(), request.uri(), body.substring(0, Math.min(300, body.length()))));
            }
        } catch (IOException e) {
            outcome = broken(kind, request, killsBefore, e);
        } catch (InterruptedException e) {
            return "";
        }
        kinds.computeIfAbsent(kind, k -> new Kind()).note(outcome, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        return body;
    }

    private String broken(String kind, HttpRequest request, int killsBefore, IOException e) {
        if (killsBefore % 2 == 1 || kills.get() != killsBefore) {
            return "killed";
        }
        fault(kind, "%s %s has no answer: %s".formatted(request.method(), request.uri(), e));
        return "no answer";
    }

    private String get(String kind, String target) {
        return send(kind, request(target).GET().build());
    }

    private String post(String kind, String target, String type, byte[] body, String... headers) {
        HttpRequest.Builder post = request(target).POST(BodyPublishers.ofByteArray(body)).header("Content-Type", type);
        if (headers.length > 0) {
            post.headers(headers);
        }
        return send(kind, post.build());
    }

    private String csv(String kind, String dataset, String query, String text, String... headers) {
        return post(kind, "datasets/%s/records%s".formatted(dataset, query), "text/csv", bytes(text), headers);
    }

    /** Reads an answer in small pieces with pauses, and goes away after some of it. */
    private void readSlowly(String kind, String target, int pieces, long pauseMillis) throws InterruptedException {
        int killsBefore = kills.get();
        long start = System.nanoTime();
        HttpRequest request = request(target).GET().build();
        String outcome;
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            outcome = String.valueOf(response.statusCode());
            if (response.statusCode() == 500) {
                fault(kind, target + " is answered with 500");
            }
            try (InputStream body = response.body()) {
                for (int i = 0; i < pieces && !over && body.readNBytes(4_096).length > 0; i++) {
                    Thread.sleep(pauseMillis);
                }
            } catch (IOException e) {
                outcome += " ended by the service";
            }
        } catch (IOException e) {
            outcome = broken(kind, request, killsBefore, e);
        }
        kinds.computeIfAbsent(kind, k -> new Kind()).note(outcome, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    // --- what is sent

    private interface Action {
        /** @param n counts from 0 */
        void act(int n) throws Exception;
    }

    /** Does something again and again, begun every {@code millis} at most, until the time is over. */
    private void every(long millis, String name, Action action) {
        load.add(Thread.ofVirtual().name(name).start(() -> {
            for (int n = 0; !over; n++) {
                long start = System.nanoTime();
                try {
                    if (kills.get() % 2 == 0) {
                        action.act(n);
                    }
                    long left = millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                    for (; left > 0 && !over; left -= 200) {
                        Thread.sleep(Math.min(200, left));
                    }
                } catch (InterruptedException e) {
                    return;
                } catch (Exception e) {
                    fault(name, "the load itself fails: " + e);
                }
            }
        }));
    }

    private static String hires(int from, int count, int variant) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int id = from + i;
            text.append(id % 97 == 0 ? "x" + id : id).append(",Name ").append(id % 1_000 + variant)
                    .append(",%d-%02d-%02dT10:00:00Z,".formatted(2020 + id % 3, id % 12 + 1, id % 28 + 1))
                    .append(id % 89 == 0 ? 99 : id % 12 + 1).append(',').append(id % 150 + 1).append('\n');
        }
        return text.toString();
    }

    private static String numbered(int from, int count, String name) {
        return IntStream.range(from, from + count).mapToObj(id -> id + "," + name + id + "\n").collect(Collectors.joining());
    }

    private static String posts(int from, int count, int length, int variant) {
        String filler = "員é𝄞x".repeat(length / 4);
        return IntStream.range(from, from + count)
                .mapToObj(id -> "{\"id\":%d,\"userId\":%d,\"title\":\"Post %d\",\"body\":\"%d %s\"}\n"
                        .formatted(id, id % 20 + 1, id, variant, filler.substring(0, filler.offsetByCodePoints(0, Math.min(filler.codePointCount(0, filler.length()), length - 12)))))
                .collect(Collectors.joining());
    }

    private static String users() {
        return IntStream.rangeClosed(1, 20)
                .mapToObj(id -> "{\"id\":%d,\"name\":\"User %d\",\"username\":\"u%d\",\"email\":\"u%d@example.org\",\"address\":{\"geo\":{\"lat\":\"-37.3159\",\"lng\":\"81.1496\"}}}"
                        .formatted(id, id, id, id))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void beginLoad() {
        Random random = new Random(1);
        csv("load hiring", "departments", "", numbered(1, 12, "Department "));
        csv("load hiring", "jobs", "", numbered(1, 150, "Job "));
        post("load JSON", "datasets/users/records", "application/json", bytes(users()));

        every(300, "load one record", n -> csv("load one record", "jobs", "?mode=upsert", "%d,Job %d\n".formatted(n % 150 + 1, n)));
        every(1_000, "load JSON", n -> post("load JSON", "datasets/transactions/records", "application/json",
                bytes(IntStream.range(0, 50).mapToObj(i -> "{\"external_id\":\"t%d\",\"amount\":%d.25,\"currency\":\"%s\",\"source_channel\":\"web\"}"
                        .formatted(n * 40 + i, i + (n % 2), i % 25 == 0 ? "XXX" : "EUR")).collect(Collectors.joining(",", "[", "]")))));
        every(5_000, "load hiring", n -> csv("load hiring", "hired_employees", n % 2 == 0 ? "" : "?mode=upsert", hires(n % 20 * 5_000 + 1, 8_000, n % 3)));
        every(20_000, "load hiring, gzip", n -> post("load hiring, gzip", "datasets/hired_employees/records", "text/csv",
                gzip(hires(n % 10 * 20_000 + 1, 40_000, 0)), "Content-Encoding", "gzip"));
        every(15_000, "load hiring, form", n -> post("load hiring, form", "datasets/hired_employees/records?batch_size=500", "multipart/form-data; boundary=X",
                bytes("--X\r\nContent-Disposition: form-data; name=file; filename=hired.csv\r\n\r\n" + hires(n % 10 * 1_000 + 1, 5_000, 1) + "\r\n--X--\r\n")));
        every(8_000, "load posts, longest texts", n -> post("load posts, longest texts", "datasets/posts/records?mode=upsert", "application/x-ndjson",
                bytes(posts(n % 10 * 40 + 1, 40, LONGEST_TEXT, n))));
        every(10_000, "upsert short over long", n -> csv("upsert short over long", "posts", "?mode=upsert",
                "id,user_id,title,body\n" + IntStream.rangeClosed(1, 400).mapToObj(id -> "%d,%d,Post,short %d\n".formatted(id, id % 20 + 1, n)).collect(Collectors.joining())));
        every(10_000, "load comments", n -> post("load comments", "datasets/comments/records?mode=upsert", "application/x-ndjson",
                bytes(IntStream.range(0, 300).mapToObj(i -> "{\"id\":%d,\"postId\":%d,\"name\":\"c\",\"email\":\"c@example.org\",\"body\":\"%s\"}\n"
                        .formatted(n % 5 * 300 + i + 1, i % 420 + 1, "y".repeat(i * 10 + 1))).collect(Collectors.joining()))));
        every(60_000, "load bad lines of 1 MB", n -> csv("load bad lines of 1 MB", "jobs", "",
                IntStream.range(0, 6).mapToObj(i -> "x%d,%s\n".formatted(i, String.valueOf((char) ('a' + n % 26)).repeat(1_000_000))).collect(Collectors.joining())));
        every(10_000, "load bad lines", n -> csv("load bad lines", "jobs", "", IntStream.range(0, 500).mapToObj(i -> "%s,\n".formatted(i + n)).collect(Collectors.joining())));
        every(20_000, "load malformed", n -> csv("load malformed", "jobs", "", "1,Nurse\n2,\"never closed\n"));
        every(20_000, "load broken gzip", n -> post("load broken gzip", "datasets/jobs/records", "text/csv", new byte[] {0x1f, (byte) 0x8b, 8, 0, 1}, "Content-Encoding", "gzip"));
        every(30_000, "strict, valid", n -> csv("strict, valid", "departments", "?strict=true&mode=upsert", numbered(1, 12, "Department ")));
        every(30_000, "strict, refused, large", n -> csv("strict, refused, large", "hired_employees", "?strict=true", hires(1, 60_000, n)));
        every(20_000, "dry run, small", n -> csv("dry run, small", "jobs", "?dry_run=true&mode=upsert", numbered(1, 300, "Task ")));
        every(45_000, "dry run, large", n -> csv("dry run, large", "hired_employees", "?dry_run=true&mode=upsert", hires(1, 150_000, n)));
        every(40_000, "cancel", n -> {
            Matcher run = RUN.matcher(csv("load to cancel", "hired_employees", "?mode=upsert", hires(1, 60_000, n % 5), "Prefer", "respond-async"));
            if (run.find()) {
                post("cancel", "runs/%s/cancel".formatted(run.group(1)), "application/json", new byte[0]);
            }
        });
        every(30_000, "undo", n -> {
            Matcher run = RUN.matcher(get("list runs", "runs?status=succeeded&limit=30"));
            List<String> ids = new ArrayList<>();
            while (run.find()) {
                ids.add(run.group(1));
            }
            if (!ids.isEmpty()) {
                post("undo", "runs/%s/undo".formatted(ids.get(random.nextInt(ids.size()))), "application/json", new byte[0]);
            }
        });
        every(20_000, "replay", n -> {
            post("replay", "rejections/replay", "application/json", bytes("{\"dataset\":\"hired_employees\",\"code\":\"unknown-reference\"}"));
            csv("load hiring", "departments", "", "99,Late\n");
        });
        every(60_000, "discard", n -> post("discard", "rejections/discard", "application/json", bytes("{\"dataset\":\"jobs\",\"code\":\"required\"}")));
        every(2_000, "lists", n -> {
            for (String list : List.of("datasets/posts/records?limit=1000", "datasets/hired_employees/records?limit=1000",
                    "datasets/comments/records?limit=1000", "rejections?limit=1000", "rejections?dataset=jobs&limit=1000", "runs?limit=1000", "datasets", "summary", "sources")) {
                get("list " + list.replaceAll("\\?.*", ""), list);
            }
        });
        every(5_000, "reports", n -> {
            for (String report : List.of("hired-employees-by-quarter?year=2021", "hired-employees-by-quarter.xlsx?year=2021",
                    "hires-by-month.svg?year=2020", "departments-above-average-hiring.png?year=2021", "user-activity", "top-posts.html",
                    "transactions-by-currency.csv", "data-quality.parquet", "run-times", "hired-employees-by-quarter/records?year=2021&department_id=1&limit=1000")) {
                get("report", "reports/" + report);
            }
        });
        every(10_000, "groups", n -> get("groups", "rejections/groups?limit=1000"));
        for (String dataset : List.of("hired_employees", "posts", "comments", "transactions")) {
            every(20_000, "export " + dataset, n -> {
                for (String format : List.of("csv", "ndjson", "json", "xlsx", "parquet", "avro")) {
                    get("export " + format, "datasets/%s/records.%s".formatted(dataset, format));
                }
            });
        }
        every(20_000, "export rejections", n -> {
            get("export rejections", "rejections.csv?dataset=jobs");
            get("export rejections", "rejections.xlsx?dataset=hired_employees");
        });
        for (int i = 0; i < 3; i++) {
            every(15_000, "export, read slowly", n -> readSlowly("export, read slowly", "datasets/posts/records.xlsx", 100, 100));
            every(4_000, "export, gone away", n -> readSlowly("export, gone away", "datasets/hired_employees/records.csv", 1, 0));
        }
        every(1_000, "health", n -> get("health", "/health/readiness"));
    }

    // --- what happens from outside

    private void beginTrouble() {
        boolean sqlite = System.getenv("MUSTER_DATABASE_URL").startsWith("jdbc:sqlite:");
        long minute = TimeUnit.NANOSECONDS.toMillis(nanos) / 60;
        every(Math.max(20_000, 3 * minute), "lock from outside", n -> {
            Thread.sleep(5_000);
            try (Connection connection = connect(); Statement statement = connection.createStatement()) {
                if (sqlite) {
                    statement.execute("PRAGMA busy_timeout = 60000");
                    statement.execute("BEGIN IMMEDIATE");
                } else {
                    connection.setAutoCommit(false);
                    statement.execute("LOCK TABLE jobs IN EXCLUSIVE MODE");
                }
                Thread.sleep(8_000);
                statement.execute("ROLLBACK");
                kinds.computeIfAbsent("lock from outside", k -> new Kind()).note("held", 8_000);
            } catch (SQLException e) {
                kinds.computeIfAbsent("lock from outside", k -> new Kind()).note("not got", 0);
            }
        });
        every(Math.max(20_000, 2 * minute), "muster ingest beside", n -> {
            Path file = folder.resolve("beside.csv");
            Files.writeString(file, hires(200_000 + n % 3 * 50_000, 150_000, n));
            long start = System.nanoTime();
            Process ingest = muster("ingest", "hired_employees", file.toString(), "--mode", "upsert");
            boolean killed = n % 2 == 0 && !ingest.waitFor(2_500 + n % 5 * 1_500, TimeUnit.MILLISECONDS);
            if (killed) {
                ingest.destroyForcibly();
            }
            if (!ingest.waitFor(10, TimeUnit.MINUTES)) {
                ingest.destroyForcibly();
                fault("muster ingest beside", "does not end in 10 minutes");
            }
            kinds.computeIfAbsent("muster ingest beside", k -> new Kind()).note(
                    killed ? "killed" : "exit " + ingest.exitValue(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        });
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                System.getenv("MUSTER_DATABASE_URL"), System.getenv("MUSTER_DATABASE_USER"), System.getenv("MUSTER_DATABASE_PASSWORD"));
    }

    private Process muster(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(muster));
        command.addAll(List.of(arguments));
        File log = folder.resolve(arguments[0] + ".log").toFile();
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private void serve() throws Exception {
        service = muster("serve");
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (true) {
            try {
                if (client.send(request("/health/readiness").GET().build(), BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!service.isAlive() || System.nanoTime() > until) {
                    throw new IllegalStateException("the service does not start; see its log in " + folder, e);
                }
            }
            Thread.sleep(100);
        }
    }

    private void killService() throws Exception {
        kills.incrementAndGet();
        service.destroyForcibly().waitFor();
        serve();
        kills.incrementAndGet();
        kinds.computeIfAbsent("kill -9 of the service", k -> new Kind()).note("serves again", 0);
    }

    /** Resident memory in MB. */
    private long rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/%d/status".formatted(service.pid()))).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    // --- the whole

    private boolean run() throws Exception {
        serve();
        beginLoad();
        beginTrouble();
        boolean toBeKilled = true;
        long told = 0;
        while (System.nanoTime() - begin < nanos && service.isAlive()) {
            Thread.sleep(500);
            if (!service.isAlive()) {
                break;
            }
            highestRss = Math.max(highestRss, rss());
            if (toBeKilled && System.nanoTime() - begin > nanos * 3 / 4) {
                toBeKilled = false;
                killService();
            }
            if (seconds() / 60 > told) {
                told = seconds() / 60;
                System.err.printf("mixed: %d minutes, %d MB at most, %d faults%n", told, highestRss, faults.size());
            }
        }
        over = true;
        for (Thread each : load) {
            each.join(Duration.ofMinutes(15));
        }
        if (!service.isAlive()) {
            fault("service", "ended by itself with " + service.exitValue());
            print();
            return false;
        }
        awaitNoRun();
        if (highestRss > mostRss) {
            fault("memory", "%d MB, more than %d".formatted(highestRss, mostRss));
        }
        check("ledger", this::checkLedger);
        check("rows", this::checkDatasets);
        check("rejections", this::checkRejections);
        check("database", this::checkDatabase);
        service.destroy();
        if (!service.waitFor(60, TimeUnit.SECONDS)) {
            fault("service", "does not stop in 60 s");
        }
        print();
        return faults.isEmpty();
    }

    private void print() {
        System.out.printf("%-28s %7s %9s %9s  %s%n", "kind", "times", "median ms", "most ms", "outcomes");
        kinds.forEach((name, kind) -> System.out.println(kind.row(name)));
        System.out.printf("memory of the service: %d MB at most (bound %d)%n", highestRss, mostRss);
        System.out.println(faults.isEmpty() ? "no faults" : "FAULTS (the first of each kind)");
        faults.forEach(System.out::println);
        faultsOfAKind.forEach((kind, times) -> System.out.printf("  %s: %d%n", kind, times));
    }

    private void awaitNoRun() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (true) {
            String running = get("check", "runs?status=running&limit=1000");
            Matcher run = RUN.matcher(running);
            if (!run.find()) {
                return;
            }
            if (System.nanoTime() > until) {
                fault("runs", "still running after 5 minutes: " + run.group(1));
                return;
            }
            Thread.sleep(500);
        }
    }

    private List<String> pages(String list) {
        List<String> pages = new ArrayList<>();
        String after = "";
        while (true) {
            String page = get("check", list + after);
            pages.add(page);
            Matcher next = NEXT.matcher(page);
            if (!next.find()) {
                return pages;
            }
            after = "&after=" + next.group(1);
        }
    }

    private interface Check {
        void check() throws Exception;
    }

    private void check(String what, Check check) throws InterruptedException {
        try {
            check.check();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            fault(what, "cannot be checked: " + e);
        }
    }

    /** What the runs of a list received together. */
    private long received(String list) {
        return pages(list).stream()
                .flatMap(page -> COUNTS.matcher(page).results())
                .mapToLong(counts -> Long.parseLong(counts.group(1)))
                .sum();
    }

    private void checkLedger() {
        long[] sum = new long[5];
        for (String page : pages("runs?limit=1000")) {
            Matcher counts = COUNTS.matcher(page);
            while (counts.find()) {
                long[] of = IntStream.rangeClosed(1, 5).mapToLong(i -> Long.parseLong(counts.group(i))).toArray();
                IntStream.range(0, 5).forEach(i -> sum[i] += of[i]);
                if (of[0] != of[1] + of[2] + of[3] + of[4]) {
                    fault("ledger", "a run does not balance: " + counts.group());
                }
            }
        }
        if (sum[0] != sum[1] + sum[2] + sum[3] + sum[4]) {
            fault("ledger", "the runs together do not balance");
        }
        String summary = get("check", "summary");
        long received = number(summary, "received");
        if (received != number(summary, "accepted") + number(summary, "rejected")) {
            fault("ledger", "the summary does not balance: " + summary);
        }
        // What was undone does not count in the summary.
        long counted = sum[0] - received("runs?status=undone&limit=1000");
        if (received != counted) {
            fault("ledger", "the summary has received %d, the runs %d".formatted(received, counted));
        }
    }

    private static long number(String json, String member) {
        Matcher found = Pattern.compile("\"%s\":(\\d+)".formatted(member)).matcher(json);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private void checkDatasets() throws Exception {
        for (String dataset : List.of("departments", "jobs", "hired_employees", "transactions", "users", "posts", "comments")) {
            long counted = number(get("check", "datasets/" + dataset), "row_count");
            HttpResponse<java.util.stream.Stream<String>> rows =
                    client.send(request("datasets/%s/records.ndjson".formatted(dataset)).GET().build(), BodyHandlers.ofLines());
            long exported = rows.body().count();
            if (counted != exported) {
                fault("rows", "%s has row_count %d, but %d rows are exported".formatted(dataset, counted, exported));
            }
        }
    }

    private void checkRejections() {
        long listed = 0;
        for (String page : pages("rejections?status=open&limit=1000")) {
            listed += Pattern.compile("\"status\":\"open\"").matcher(page).results().count();
        }
        long open = number(get("check", "summary"), "open_rejections");
        if (open != listed) {
            fault("rejections", "the summary has %d open ones, the list %d".formatted(open, listed));
        }
    }

    private void checkDatabase() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String[] reference : new String[][] {
                {"hired_employees", "department_id", "departments"}, {"hired_employees", "job_id", "jobs"},
                {"posts", "user_id", "users"}, {"comments", "post_id", "posts"}}) {
                expect(statement, "0", "SELECT count(*) FROM %s c LEFT JOIN %s p ON p.id = c.%s WHERE p.id IS NULL"
                        .formatted(reference[0], reference[2], reference[1]));
            }
            if (System.getenv("MUSTER_DATABASE_URL").startsWith("jdbc:sqlite:")) {
                expect(statement, "ok", "PRAGMA integrity_check");
                expect(statement, "", "PRAGMA foreign_key_check");
            }
        }
    }

    private void expect(Statement statement, String expected, String sql) throws SQLException {
        try (ResultSet results = statement.executeQuery(sql)) {
            String found = results.next() ? results.getString(1) : "";
            if (!found.equals(expected)) {
                fault("database", "%s gives %s".formatted(sql, found));
            }
        }
    }
}

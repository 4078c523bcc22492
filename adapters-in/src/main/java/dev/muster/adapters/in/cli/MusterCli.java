package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.access.Acting;
import dev.muster.application.access.Caller;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands, and what becomes of those that end badly: one line that says why, and an exit code. */
public final class MusterCli {
    /** What the JVM makes of an argument's bytes that are no text in the character set of its locale. */
    private static final char UNDECODABLE = '\ufffd';

    private final Services services;
    private final Terminal terminal;
    private final CommandLine commandLine;

    /**
     * @param version what {@code --version} tells
     */
    public MusterCli(Services services, Terminal terminal, String version) {
        this.services = services;
        this.terminal = terminal;
        this.commandLine = new CommandLine(new Muster());
        commandLine.getCommandSpec().version("muster " + version);
        List.of(
                        new DemoCommand(),
                        new ServeCommand(),
                        ingest(),
                        new ReportCommand(),
                        new ExportCommand(),
                        new CommandLine(new RejectionsCommand()).addSubcommand(new GroupsCommand()),
                        new ReplayCommand(),
                        new DiscardCommand(),
                        new LineageCommand(),
                        new RunsCommand(),
                        new CancelCommand(),
                        new UndoCommand(),
                        new ProveCommand(),
                        new BackupCommand(),
                        new VerifyCommand(),
                        new RestoreCommand(),
                        new DrillCommand(),
                        new MoveCommand(),
                        new CommandLine(new PipelineCommand()).addSubcommand(new RunPipelineCommand()),
                        new CommandLine(new KeysCommand())
                                .addSubcommand(new CreateKeyCommand())
                                .addSubcommand(new ListKeysCommand())
                                .addSubcommand(new RevokeKeyCommand()),
                        new CommandLine(new MappingCommand())
                                .addSubcommand(new PutMappingCommand())
                                .addSubcommand(new ListMappingsCommand())
                                .addSubcommand(new DeleteMappingCommand()),
                        new AuditCommand(),
                        new SampleCommand(),
                        new MigrateCommand())
                .forEach(commandLine::addSubcommand);
        addHelp(commandLine);
        choices(Mode.class, Mode.values());
        choices(RunStatus.class, RunStatus.values());
        choices(Theme.class, Theme.values());
        ids(RunId.class, RunId::parse, "a run");
        ids(Rejection.Id.class, Rejection.Id::parse, "a rejection");
        commandLine
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(terminal.screen().columns(), 60, 120))
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler((e, arguments) -> misused(e))
                .setExecutionStrategy(this::execute);
    }

    /** Lets every command be asked for its help. */
    private static void addHelp(CommandLine command) {
        command.addMixin("help", new HelpOption());
        command.getSubcommands().values().forEach(MusterCli::addHelp);
    }

    private static CommandLine ingest() {
        LoadingOptions options = new LoadingOptions();
        CommandLine ingest = new CommandLine(new IngestCommand(options));
        options.addTo(ingest.getCommandSpec());
        return ingest;
    }

    /**
     * Does what the arguments ask for.
     *
     * @return the code to exit with, one of {@link ExitCodes}
     */
    public int run(String... arguments) {
        for (String argument : arguments) {
            if (argument.indexOf(UNDECODABLE) >= 0) {
                terminal.say(
                        "the argument '%s' cannot be read: it is not in %s, the character set of the locale, which LC_ALL names"
                                .formatted(argument, System.getProperty("native.encoding")));
                return ExitCodes.USAGE;
            }
        }
        int exitCode = commandLine.execute(arguments);
        IOException unwritten = terminal.flush();
        if (unwritten != null) {
            terminal.say("the result could not be written: %s".formatted(unwritten.getMessage()));
            return ExitCodes.FAILED;
        }
        return exitCode;
    }

    @Command(
            name = "muster",
            synopsisSubcommandLabel = "COMMAND",
            description =
                    "Takes records in by any door, lets only good ones pass, and keeps every byte and every reason for the rest.",
            footer = {
                "",
                "Settings come from MUSTER_* variables and muster.yml. 'muster COMMAND --help' tells more of a command.",
                "Exit codes: 0 done, 2 done but some records rejected, 1 failed, 64 wrong usage, 78 wrong setting."
            })
    private static final class Muster implements Subcommand {
        @Option(names = "--version", versionHelp = true, description = "Tell the version.")
        private boolean version;

        @Override
        public int run(Services services, Terminal terminal) {
            throw CommandFailed.usage("which command? muster --help tells them");
        }
    }

    /** Lets the words of an enumeration be typed as they are written everywhere else: in small letters. */
    private <E extends Enum<E>> void choices(Class<E> type, E[] values) {
        commandLine.registerConverter(
                type,
                text -> Stream.of(values)
                        .filter(value -> Words.of(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new CommandLine.TypeConversionException("'%s' is not one of %s"
                                .formatted(
                                        text, Stream.of(values).map(Words::of).collect(Collectors.joining(", "))))));
    }

    private <T> void ids(Class<T> type, Function<String, Optional<T>> parse, String what) {
        commandLine.registerConverter(
                type,
                text -> parse.apply(text)
                        .orElseThrow(() ->
                                new CommandLine.TypeConversionException("'%s' is no id of %s".formatted(text, what))));
    }

    private int misused(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.say("%s (see: %s --help)".formatted(message(e), command));
        return ExitCodes.USAGE;
    }

    private String message(ParameterException e) {
        String fault = String.valueOf(e.getMessage());
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return fault;
        }
        List<String> likely = unmatched.getSuggestions();
        if (!unmatched.isUnknownOption() && e.getCommandLine() == commandLine) {
            return "there is no command %s, but %s"
                    .formatted(
                            unmatched.getUnmatched().getFirst(),
                            String.join(
                                    ", ",
                                    likely.isEmpty()
                                            ? commandLine.getSubcommands().keySet()
                                            : likely));
        }
        return likely.isEmpty() ? fault : "%s, did you mean %s?".formatted(fault, String.join(" or ", likely));
    }

    /** Runs the last command of the line, unless the line asks for help or the version: then it tells these. */
    private int execute(ParseResult parsed) {
        Integer told = CommandLine.executeHelpRequest(parsed);
        if (told != null) {
            return told;
        }
        Subcommand command = parsed.asCommandLineList().getLast().getCommand();
        try {
            String action = command.action();
            return action == null ? command.run(services, terminal) : audited(command, action);
        } catch (IOException | RuntimeException | Error e) {
            return failed(e);
        }
    }

    /** Runs a command that changes something, and puts it on record if the change itself did not do so. */
    private int audited(Subcommand command, String action) throws IOException {
        Acting acting = new Acting(Caller.LOCAL.actor(), action, "");
        Acting before = acting.enter();
        int exitCode;
        try {
            exitCode = command.run(services, terminal);
        } finally {
            Acting.leave(before);
        }
        if (!acting.isSettled()) {
            services.useCases().keepAudit().record(acting, AuditEntry.Outcome.DONE);
        }
        return exitCode;
    }

    private int failed(Throwable fault) {
        terminal.out().flush();
        if (terminal.isReaderGone()) {
            return ExitCodes.DONE;
        }
        Ending ending = Ending.of(fault);
        terminal.say(ending.line());
        return ending.exitCode();
    }
}

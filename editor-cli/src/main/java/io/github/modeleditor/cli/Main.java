package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.ablation.MethodPiece;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.cli.fetch.WeightsFormat;
import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
        name = "modeleditor",
        description = "Corrects what a language model believes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:What was asked for is done.",
            "1:It failed: a file, a model, a fact, the device, memory.",
            "2:The command line is wrong; nothing was begun.",
            "130:It was interrupted by Ctrl-C, and said what was kept."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FetchCommand.class,
            CheckCommand.class,
            EditCommand.class,
            DescribeCommand.class,
            ImportCommand.class,
            EvaluateCommand.class,
            AblateCommand.class,
            CompleteCommand.class,
            MergeCommand.class,
            StoreCommand.class,
            ServeCommand.class,
            DemoCommand.class,
            DoctorCommand.class
        })
public final class Main {
    /** What a command ends with that failed: a file, a model or a fact that cannot be used, a device or memory that does not suffice. */
    static final int FAILED = 1;

    /** What a command ends with that was called wrongly, as picocli has it. */
    static final int WRONG_USAGE = CommandLine.ExitCode.USAGE;

    private static final char UNREADABLE = '\uFFFD';
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error came from.")
    private boolean verbose;

    private final StandardInput input = new StandardInput();

    private Main() {}

    /** The standard input of one command. */
    static StandardInput input(CommandSpec command) {
        return ((Main) command.root().userObject()).input;
    }

    /**
     * Runs a command and ends the process.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        int code;
        try {
            requireReadable(arguments);
            code = commandLine().execute(arguments);
        } catch (OutOfMemoryError failure) {
            code = outOfMemory(failure);
        } catch (InvalidConfigurationException failure) {
            System.err.println("error: " + failure.getMessage());
            code = WRONG_USAGE;
        }
        System.exit(code);
    }

    /**
     * In a bare container, whose locale knows no letters beyond English, Java replaces all others before a program begins. What a model
     * would be asked or taught then is not what was typed.
     */
    static void requireReadable(String... arguments) {
        for (String argument : arguments) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                throw new InvalidConfigurationException(
                        "The argument \"" + argument + "\" has characters that the locale of this"
                                + " process does not know. Set LC_ALL=C.UTF-8 and try again.");
            }
        }
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Main());
        GroupedHelp.of(command);
        return command.registerConverter(Device.class, Converters::device)
                .registerConverter(Precision.class, Converters::precision)
                .registerConverter(Recomputation.class, Converters::recomputation)
                .registerConverter(ModelFormat.class, Converters::modelFormat)
                .registerConverter(WeightsFormat.class, Converters::weightsFormat)
                .registerConverter(FactFormat.class, Converters::format)
                .registerConverter(TrainedLoss.class, Converters::loss)
                .registerConverter(TrainedTexts.class, Converters::texts)
                .registerConverter(MethodPiece.class, Converters::piece)
                .registerConverter(ConflictPolicy.class, Converters::conflicts)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(WrongUsage::explain)
                .setExecutionExceptionHandler(Main::explain);
    }

    /** Errors pass by the handler of exceptions, and this one says what to do. */
    private static int outOfMemory(OutOfMemoryError failure) {
        System.err.println("error: the Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB is full ("
                + failure.getMessage() + "). Raise it with -Xmx, or choose a smaller --rank or --batch.");
        return FAILED;
    }

    /** A file may have put control characters into the names and texts that a message repeats: a terminal would obey them. */
    static String visible(@Nullable String message) {
        return CONTROL.matcher(String.valueOf(message)).replaceAll("\uFFFD");
    }

    private static int explain(Exception failure, CommandLine command, ParseResult arguments) throws Exception {
        if (!(failure instanceof ModelEditorException)) {
            throw failure;
        }
        PrintWriter err = command.getErr();
        Main main = (Main) command.getCommandSpec().root().userObject();
        String message = main.input.named(String.valueOf(failure.getMessage()));
        err.println(command.getColorScheme().errorText("error: " + visible(message)));
        if (main.verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof InvalidConfigurationException ? WRONG_USAGE : FAILED;
    }
}

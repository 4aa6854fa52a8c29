package io.github.modeleditor.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that is wrong: one line, with the word that was probably meant, and where the help is. */
final class WrongUsage {
    private WrongUsage() {}

    /** Says it. */
    static int explain(ParameterException failure, String... arguments) {
        CommandLine command = failure.getCommandLine();
        CommandSpec spec = command.getCommandSpec();
        String message = failure instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched)
                : String.valueOf(failure.getMessage());
        command.getErr()
                .println(command.getColorScheme()
                        .errorText("error: " + Main.visible(message) + " (" + spec.qualifiedName() + " --help)"));
        command.getErr().flush();
        return Main.WRONG_USAGE;
    }

    private static String unknown(UnmatchedArgumentException failure) {
        String word = failure.getUnmatched().get(0);
        boolean isOption = word.startsWith("-");
        String name = isOption ? word.replaceFirst("=.*", "") : word;
        boolean isCommand =
                !isOption && failure.getCommandLine().getSubcommands().size() > 0;
        List<String> similar = failure.getSuggestions();
        return "unknown " + (isOption ? "option " : isCommand ? "command " : "argument ") + name
                + (similar.isEmpty() ? "" : "; did you mean " + similar.get(0) + "?");
    }
}

package io.github.modeleditor.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
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
                : misspelt(failure, arguments)
                        .map(WrongUsage::unknown)
                        .orElseGet(() -> String.valueOf(failure.getMessage()));
        command.getErr()
                .println(command.getColorScheme()
                        .errorText("error: " + Main.visible(message) + " (" + spec.qualifiedName() + " --help)"));
        command.getErr().flush();
        return Main.WRONG_USAGE;
    }

    /** What is missing may be there under a wrong name, and that is what to say then. */
    private static Optional<UnmatchedArgumentException> misspelt(ParameterException failure, String... arguments) {
        if (!(failure instanceof MissingParameterException)) {
            return Optional.empty();
        }
        CommandLine command = failure.getCommandLine();
        CommandSpec spec = command.getCommandSpec();
        return Arrays.stream(arguments)
                .filter(word -> word.startsWith("--") && word.length() > 2)
                .filter(word -> {
                    String name = word.replaceFirst("=.*", "");
                    return !spec.optionsMap().containsKey(name)
                            && !spec.negatedOptionsMap().containsKey(name);
                })
                .findFirst()
                .map(word -> new UnmatchedArgumentException(command, List.of(word)));
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

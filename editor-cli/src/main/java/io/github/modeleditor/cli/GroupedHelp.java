package io.github.modeleditor.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lists options under headings, by the mixins that they come from. The groups of picocli would do so, too, but they hold no mixins, and
 * what a command shares with others is a mixin here.
 */
final class GroupedHelp {
    /** With more, the line that shows how a command is used is longer than all the rest is useful. */
    private static final int IN_SYNOPSIS = 8;

    private static final String REST = "About this command";

    private GroupedHelp() {}

    /** Has a command, and all below it, tell its options so. */
    static void of(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        if (command.getCommandSpec().options().size() > IN_SYNOPSIS) {
            usage.abbreviateSynopsis(true);
        }
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, GroupedHelp::options);
        command.getSubcommands().values().forEach(GroupedHelp::of);
    }

    private static String options(Help help) {
        Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
        List<OptionSpec> rest = new ArrayList<>();
        groups.put("", new ArrayList<>());
        for (OptionSpec option : help.commandSpec().options()) {
            if (option.hidden()) {
                continue;
            }
            if (option.usageHelp() || option.versionHelp() || option.inherited()) {
                rest.add(option);
            } else {
                groups.computeIfAbsent(heading(option), none -> new ArrayList<>())
                        .add(option);
            }
        }
        groups.put(groups.size() == 1 ? "" : REST, groups.size() == 1 ? joined(groups, rest) : rest);
        StringBuilder text = new StringBuilder();
        groups.forEach((heading, options) -> {
            if (!options.isEmpty()) {
                text.append(heading.isEmpty() ? "" : "%n%s:%n".formatted(heading));
                Layout layout = help.createDefaultLayout();
                layout.addOptions(options, help.parameterLabelRenderer());
                text.append(layout);
            }
        });
        return text.toString();
    }

    private static List<OptionSpec> joined(Map<String, List<OptionSpec>> groups, List<OptionSpec> rest) {
        List<OptionSpec> all = new ArrayList<>(groups.getOrDefault("", List.of()));
        all.addAll(rest);
        return all;
    }

    private static String heading(OptionSpec option) {
        HelpGroup group = option.userObject() instanceof Member member
                ? member.getDeclaringClass().getAnnotation(HelpGroup.class)
                : null;
        return group == null ? "" : group.value();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a command unless one of its arguments, or a name in one of its lists, is empty. Picocli takes {@code --flag=} as
 * false, so that a script's {@code --flag=$VALUE} with nothing in the variable would silently do something else than it
 * says. What was written shows in the arguments alone: the parsed values cannot be told from those of
 * {@code --flag=false}.
 */
public final class NoEmptyValues implements IExecutionStrategy {
    /**
     * Options whose empty value, in a word of its own, means that there is none, whatever the yaml or the model say. In
     * one word it is refused like any other: {@code --key=$KEY} without a KEY means nothing.
     */
    private static final Set<String> MAY_BE_EMPTY = Set.of("--key", "--timestamp", "--condition", "--calendar");

    private final IExecutionStrategy next = new CommandLine.RunLast();

    /** @throws ParameterException naming what is empty, before anything runs */
    @Override
    public int execute(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine command = commands.get(commands.size() - 1);
        List<String> arguments = parsed.expandedArgs();
        for (int i = 0; i < arguments.size(); i++) {
            refuse(command, fault(command, arguments, i));
        }
        for (OptionSpec option : command.getParseResult().matchedOptions()) {
            refuse(command, EmptyParts.fault(option));
        }
        return next.execute(parsed);
    }

    /** @param fault null: there is none */
    private static void refuse(CommandLine command, String fault) {
        if (fault != null) {
            throw new ParameterException(command, fault + " (is a variable of a script not set?)");
        }
    }

    /** Why an argument is refused; null: it is not. */
    private static String fault(CommandLine command, List<String> arguments, int i) {
        String argument = arguments.get(i);
        if (argument.isBlank()) {
            String before = i == 0 ? "" : arguments.get(i - 1);
            if (MAY_BE_EMPTY.contains(before)) {
                return null;
            }
            String which = i == 0 ? "the first argument" : "the argument after " + before;
            return which + " is empty; give it a value or leave it out";
        }
        int equals = argument.indexOf('=');
        if (!argument.startsWith("-")
                || equals < 0
                || !argument.substring(equals + 1).isBlank()) {
            return null;
        }
        String name = argument.substring(0, equals);
        OptionSpec option = command.getCommandSpec().findOption(name);
        return name + " has nothing behind its =; " + remedy(name, option);
    }

    private static String remedy(String name, OptionSpec option) {
        if (option != null && option.arity().max() == 0) {
            return "write " + name + " alone, or leave it out";
        }
        if (option != null && MAY_BE_EMPTY.contains(name)) {
            return "give it a value, write " + name + " \"\" for none, or leave it out";
        }
        return "give it a value or leave it out";
    }
}

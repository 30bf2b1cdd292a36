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
 * Runs a command unless one of its arguments is empty. Picocli takes {@code --flag=} as false, so that a script's
 * {@code --flag=$VALUE} with nothing in the variable would silently do something else than it says. What was written
 * shows in the arguments alone: the parsed values cannot be told from those of {@code --flag=false}.
 */
public final class NoEmptyValues implements IExecutionStrategy {
    /** Options whose empty value means that there is none, whatever the yaml or the model say. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("--key", "--timestamp", "--condition", "--calendar");

    private final IExecutionStrategy next = new CommandLine.RunLast();

    /** @throws ParameterException naming what is empty, before anything runs */
    @Override
    public int execute(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine command = commands.get(commands.size() - 1);
        List<String> arguments = parsed.expandedArgs();
        for (int i = 0; i < arguments.size(); i++) {
            String fault = fault(command, arguments, i);
            if (fault != null) {
                throw new ParameterException(command, fault + " (is a variable of a script not set?)");
            }
        }
        return next.execute(parsed);
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
        if (MAY_BE_EMPTY.contains(name)) {
            return null;
        }
        OptionSpec option = command.getCommandSpec().findOption(name);
        boolean flag = option != null && option.arity().max() == 0;
        return name + " has nothing behind its =; "
                + (flag ? "write " + name + " alone, or leave it out" : "give it a value or leave it out");
    }
}

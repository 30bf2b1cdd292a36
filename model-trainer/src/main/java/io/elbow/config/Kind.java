// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a key's value may be.
 *
 * @param allowed what people may write, for the message when they wrote something else
 * @param reader the value of a node, empty where the node is not of this kind
 */
record Kind<T>(String allowed, Function<JsonNode, Optional<T>> reader) {
    // YAML 1.1 reads 1e-4, without a dot, as text.
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");

    static final Kind<String> TEXT = new Kind<>("a text (in quotes, where it looks like a number)", node -> text(node));

    static final Kind<Integer> INTEGER = new Kind<>("a whole number", node -> integer(node));

    static final Kind<Integer> COUNT =
            new Kind<>("a whole number of at least 1", node -> integer(node).filter(count -> count >= 1));

    static final Kind<Double> NUMBER = new Kind<>("a number", node -> number(node));

    static final Kind<Duration> DURATION =
            new Kind<>(Durations.FORM, node -> text(node).map(Durations::parseOrNull));

    static final Kind<Integer> SIZE = new Kind<>(
            Sizes.FORM,
            node -> node.isIntegralNumber()
                    ? Optional.ofNullable(Sizes.parseOrNull(node.asText()))
                    : text(node).map(Sizes::parseOrNull));

    static final Kind<Boolean> YES_OR_NO =
            new Kind<>("true or false", node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());

    static final Kind<PortRange> PORTS =
            new Kind<>(PortRange.FORM, node -> Optional.ofNullable(PortRange.parseOrNull(node.asText())));

    /** One of an enum's values, each written as {@code name} gives it. */
    static <E> Kind<E> oneOf(E[] values, Function<E, String> name) {
        String allowed = Arrays.stream(values).map(name).collect(Collectors.joining(", "));
        return new Kind<>(
                values.length == 1 ? allowed : "one of " + allowed,
                node -> text(node)
                        .flatMap(written -> Arrays.stream(values)
                                .filter(value -> name.apply(value).equals(written))
                                .findFirst()));
    }

    /** One of an enum's values in lower case, with dashes. */
    static <E extends Enum<E>> Kind<E> oneOf(E[] values) {
        return oneOf(values, value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** This kind, or a name that stands for a value. */
    Kind<T> or(String name, T value) {
        return new Kind<>(
                allowed + " or " + name,
                node -> node.isTextual() && node.textValue().equals(name) ? Optional.of(value) : reader.apply(node));
    }

    <R> Kind<R> map(Function<T, R> change) {
        return new Kind<>(allowed, node -> reader.apply(node).map(change));
    }

    Kind<List<T>> list() {
        return new Kind<>("a list, each entry " + allowed, this::readAll);
    }

    private Optional<List<T>> readAll(JsonNode node) {
        if (!node.isArray()) {
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (JsonNode entry : node) {
            Optional<T> value = reader.apply(entry);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.ofNullable(node.textValue());
    }

    private static Optional<Integer> integer(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() ? Optional.of(node.intValue()) : Optional.empty();
    }

    private static Optional<Double> number(JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.doubleValue()).filter(Double::isFinite);
        }
        return text(node)
                .filter(text -> DECIMAL.matcher(text).matches())
                .map(Double::valueOf)
                .filter(Double::isFinite);
    }
}

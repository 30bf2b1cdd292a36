// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Says in one line what Jackson found wrong with a manifest: where, what was needed there and what stood there. */
final class ManifestFault {
    private static final Map<Class<?>, String> TYPES = Map.of(
            int.class, "an integer",
            Integer.class, "an integer",
            long.class, "an integer",
            Long.class, "an integer",
            double.class, "a finite number",
            Double.class, "a finite number",
            boolean.class, "true or false",
            String.class, "a string");

    private static final String ONE_OF = "one of ";

    private ManifestFault() {}

    /**
     * The exception that says so.
     *
     * @param manifest the tree that was read
     */
    static ArtifactException of(JsonMappingException e, JsonNode manifest) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof RuntimeException)) {
            cause = cause.getCause();
        }
        if (cause instanceof ArtifactException reason) {
            return reason;
        }
        StringBuilder path = new StringBuilder("manifest");
        JsonNode node = manifest;
        for (Reference step : e.getPath()) {
            boolean item = step.getFieldName() == null;
            path.append(item ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
            node = item ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return new ArtifactException(path + reason(cause, node, e.getPath()), e);
    }

    private static String reason(Throwable cause, JsonNode node, List<Reference> path) {
        // What a constructor has against its arguments.
        if (cause instanceof RuntimeException) {
            return ": " + cause.getMessage();
        }
        if (cause instanceof InvalidTypeIdException) {
            return ".kind" + mismatch(node.path("kind"), ONE_OF + ManifestModule.COLUMN_KINDS);
        }
        if (cause instanceof InvalidFormatException e && node.isObject()) {
            return " must have integers as names but has " + e.getValue();
        }
        return mismatch(node, needed(cause) + (mayBeNull(path) ? " or null" : ""));
    }

    private static String mismatch(JsonNode node, String needed) {
        return node.isMissingNode()
                ? " is missing"
                : " must be " + needed + " but was "
                        + JsonFields.abbreviated(needed.startsWith(ONE_OF) ? node.asText() : node.toString());
    }

    private static String needed(Throwable cause) {
        Class<?> type = Object.class;
        if (cause instanceof MismatchedInputException e && e.getTargetType() != null) {
            type = e.getTargetType();
        } else if (cause instanceof InputCoercionException e) {
            type = e.getTargetType();
        }
        if (type.isEnum()) {
            return ONE_OF
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> ManifestJson.MAPPER.convertValue(constant, String.class))
                            .toList();
        }
        boolean array = type.isArray() || Collection.class.isAssignableFrom(type);
        return TYPES.getOrDefault(type, array ? "an array" : "an object");
    }

    private static boolean mayBeNull(List<Reference> path) {
        return !path.isEmpty()
                && path.get(path.size() - 1).getFrom() instanceof Class<?> owner
                && owner.isRecord()
                && Arrays.stream(owner.getRecordComponents())
                        .filter(component -> component
                                .getName()
                                .equals(path.get(path.size() - 1).getFieldName()))
                        .anyMatch(component -> component.getAccessor().isAnnotationPresent(OrNull.class));
    }
}

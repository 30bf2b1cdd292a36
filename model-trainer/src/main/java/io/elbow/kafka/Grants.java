// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/** Says which rights a user lacks and which command grants them. */
final class Grants {
    /** The user's name is part of its login settings, which are never shown. */
    private static final String USER = "User:<name>";

    private final String bootstrapServers;

    Grants(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * One line for a resource.
     *
     * @param what the resource, for people
     * @param missing operations that are not permitted; not empty
     * @param resource the flags of kafka-acls.sh that name it, such as {@code --topic t}
     */
    String missing(String what, Collection<AclOperation> missing, String resource) {
        List<AclOperation> sorted = missing.stream().sorted().toList();
        return what + " may not be " + sorted.stream().map(Grants::done).collect(Collectors.joining(" and "))
                + " by the user in kafka.properties; grant " + joined(sorted, "", " and ") + ": kafka-acls.sh"
                + " --bootstrap-server " + bootstrapServers + " --add --allow-principal " + USER
                + joined(sorted, " --operation ", "") + " " + resource;
    }

    private static String joined(List<AclOperation> operations, String before, String between) {
        return operations.stream().map(operation -> before + operation).collect(Collectors.joining(between));
    }

    private static String done(AclOperation operation) {
        return switch (operation) {
            case READ -> "read";
            case WRITE -> "written";
            case DESCRIBE -> "described";
            case CREATE -> "created";
            default -> "used (" + operation + ")";
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The broker that the tests of a JVM share, and a plain client for all tests of a class. */
abstract class BrokerTestBase {
    @TempDir
    static Path folder;

    static EmbeddedBroker broker;
    static RawClient client;

    @BeforeAll
    static void connect() {
        broker = SharedBroker.get();
        client = new RawClient(broker.bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }
}

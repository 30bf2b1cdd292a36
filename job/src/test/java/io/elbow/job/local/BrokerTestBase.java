// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Starts a broker and a plain client for all tests of a class. The tests use topics of different names. */
abstract class BrokerTestBase {
    @TempDir
    static Path folder;

    static EmbeddedBroker broker;
    static RawClient client;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        client = new RawClient(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        client.close();
        broker.close();
    }
}

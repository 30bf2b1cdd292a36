// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.BadInputException;
import io.elbow.kafka.KafkaUnavailableException;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker (KRaft, broker and controller in one) inside this JVM, on the loopback address only. Any Kafka
 * client on this machine can use it. The topics live in its data folder: a broker that is started there later serves
 * them again.
 *
 * <p>Closing waits until everything is on disk. It keeps the data folder; whoever made the folder removes it after
 * closing.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final BrokerDirectory directory;
    private final int port;
    private KafkaRaftServer server;

    private EmbeddedBroker(BrokerDirectory directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts a broker, formatting its folder when it is new.
     *
     * @param dataDirectory a folder of the broker's own: new, empty, or one that an earlier broker wrote
     * @param port where clients connect; 0: a free port
     * @throws BadInputException where the port is in use, or the folder cannot be written, is in use by another broker,
     *     or holds something else
     * @throws KafkaUnavailableException where the broker does not come up
     */
    public static EmbeddedBroker start(Path dataDirectory, int port) {
        if (port != 0) {
            LoopbackPorts.requireFree(port, "--kafka-port");
        }
        BrokerDirectory directory = BrokerDirectory.prepare(dataDirectory);
        EmbeddedBroker broker = new EmbeddedBroker(directory, port == 0 ? LoopbackPorts.free() : port);
        broker.startUp();
        return broker;
    }

    /** The address that clients put into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return LoopbackPorts.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /**
     * Stops the broker and starts it on the same port with the same data, as clients see it when a broker fails over.
     */
    public void restart() {
        close();
        LoopbackPorts.requireFree(port, "--kafka-port");
        startUp();
    }

    private void startUp() {
        directory.requireUnused();
        KafkaRaftServer starting = null;
        try {
            int controllerPort = LoopbackPorts.freeBut(port);
            starting = new KafkaRaftServer(
                    new KafkaConfig(BrokerProperties.of(directory.path(), port, controllerPort), false), Time.SYSTEM);
            starting.startup();
            server = starting;
        } catch (RuntimeException e) {
            shutDown(starting);
            throw new KafkaUnavailableException(
                    "the Kafka broker did not start on " + bootstrapServers() + " with its data in " + directory.path()
                            + ": " + e.getMessage(),
                    e);
        }
    }

    /** Stops the broker and waits for it; further calls do nothing. */
    @Override
    public void close() {
        KafkaRaftServer stopping = server;
        server = null;
        shutDown(stopping);
    }

    private static void shutDown(KafkaRaftServer stopping) {
        if (stopping != null) {
            stopping.shutdown();
            stopping.awaitShutdown();
        }
    }

    /** The address, for messages. */
    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers() + ", data in " + directory.path();
    }
}

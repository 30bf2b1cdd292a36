// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys of a broker and a client, made for one test by the JDK's keytool, and a store of the certificates that both
 * trust.
 */
record TestCertificates(Path folder) {
    static final String PASSWORD = "store-secret";

    static TestCertificates in(Path folder) throws IOException, InterruptedException {
        TestCertificates certificates = new TestCertificates(folder);
        for (String name : List.of("broker", "client", "stranger")) {
            certificates.key(name);
        }
        certificates.trust("broker");
        certificates.trust("client");
        return certificates;
    }

    Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    Path trusted() {
        return store("trusted");
    }

    private void key(String name) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:" + LoopbackPorts.HOST,
                "-validity",
                "2",
                "-keystore",
                store(name).toString());
        keytool(
                "-exportcert",
                "-alias",
                name,
                "-file",
                certificate(name),
                "-keystore",
                store(name).toString());
    }

    private void trust(String name) throws IOException, InterruptedException {
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                certificate(name),
                "-keystore",
                trusted().toString());
    }

    private String certificate(String name) {
        return folder.resolve(name + ".cer").toString();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }
}

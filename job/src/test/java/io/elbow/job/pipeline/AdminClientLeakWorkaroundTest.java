// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class AdminClientLeakWorkaroundTest {
    private final List<String> warnings = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final AdminClientLeakWorkaround workaround = new AdminClientLeakWorkaround(warnings::add);

    private final Admin admin = (Admin) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, given) -> {
                calls.add(method.getName());
                return null;
            });

    /** As the connector's of today. */
    private static final class WriterWithClient {
        private Admin adminClient;

        WriterWithClient(Admin adminClient) {
            this.adminClient = adminClient;
        }
    }

    /** As another connector's may be. */
    private static final class WriterWithout {}

    @Test
    void theClientIsClosedAndForgotten() {
        WriterWithClient writer = new WriterWithClient(admin);
        assertThat(workaround.apply(writer)).isSameAs(writer);
        assertThat(calls).containsExactly("close");
        assertThat(writer.adminClient).isNull();
        workaround.apply(writer);
        assertThat(calls).as("there is none any more").hasSize(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aWriterWithoutTheFieldIsLeftAsItIsWithOneWarning() {
        WriterWithout writer = new WriterWithout();
        assertThat(workaround.apply(writer)).isSameAs(writer);
        workaround.apply(new WriterWithout());
        assertThat(warnings).singleElement().asString().contains("WriterWithout", "adminClient", "restart");
    }
}

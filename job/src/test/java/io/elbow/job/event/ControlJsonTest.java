// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.job.event.ControlMessage.Command;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlJsonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            {"command":"refresh"}                    | REFRESH      | -  | -
            {"command":"accept-shift","key":"k1"}    | ACCEPT_SHIFT | k1 | -
            {"command":"promote","model":"ab"}       | PROMOTE      | -  | ab
            {"command":"rollback"}                   | ROLLBACK     | -  | -
            {"command":"rollback","model":null}      | ROLLBACK     | -  | -
            {"model":"ab","command":"rollback"}      | ROLLBACK     | -  | ab
            {"command":"drop"}                       | DROP         | -  | -
            """)
    void readsEachCommand(String json, Command command, String key, String model) {
        ControlMessage message = ControlJson.read(utf8(json));
        assertThat(message).isEqualTo(new ControlMessage(command, key, model));
        assertThat(ControlJson.read(ControlJson.write(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"command":"explode"}                   | command must be one of [refresh, accept-shift, promote, rollback, drop] but was 'explode'
            {}                                      | command must be one of [refresh, accept-shift, promote, rollback, drop] but was missing
            {"command":"accept-shift"}              | accept-shift needs a text as key
            {"command":"promote"}                   | promote needs a text as model
            {"command":"refresh","key":"k"}         | refresh takes no key
            {"command":"drop","model":"m"}          | drop takes no model
            {"command":"refresh","when":"now"}      | unknown fields [when], known are command, key, model
            {"command":1}                           | command must be a text but was 1
            [1]                                     | a control message is a JSON object, such as {"command":"refresh"}
            "refresh"                               | a control message is a JSON object, such as {"command":"refresh"}
            """)
    void saysWhatIsWrongWithAMessage(String json, String fault) {
        assertThatThrownBy(() -> ControlJson.read(utf8(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault);
    }

    @Test
    void refusesWhatIsNoJsonAtAll() {
        assertThatThrownBy(() -> ControlJson.read(utf8("refresh now")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("could not be read");
        assertThatThrownBy(() -> ControlJson.read(utf8("{\"command\":\"refresh\"} {}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ControlJson.read(null)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> ControlJson.read(utf8(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ControlJson.read(new byte[ControlJson.MAX_BYTES + 1]))
                .hasMessage("a control message has at most 16384 bytes, this one has 16385");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogOptions;

/** The two forms that a file can have. */
enum LogForm {
    JSON("-json.log") {
        @Override
        FrameEncoder encoder() {
            return new JsonEncoder();
        }

        @Override
        FrameDecoder decoder() {
            return new JsonDecoder();
        }
    },
    LOCAL("-local.log") {
        @Override
        FrameEncoder encoder() {
            return new LocalEncoder();
        }

        @Override
        FrameDecoder decoder() {
            return new LocalDecoder();
        }
    };

    private final String suffix;

    LogForm(String suffix) {
        this.suffix = suffix;
    }

    static LogForm of(LogOptions.Driver driver) {
        return driver == LogOptions.Driver.LOCAL ? LOCAL : JSON;
    }

    String suffix() {
        return suffix;
    }

    abstract FrameEncoder encoder();

    abstract FrameDecoder decoder();
}

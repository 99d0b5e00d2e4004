// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A piece of a file as a stream; several may read one channel at once. Does not close the channel. */
final class ChannelRegion extends InputStream {
    /** The file. */
    private final FileChannel channel;

    /** Where the piece ends. */
    private final long end;

    /** Where the next byte is. */
    private long position;

    ChannelRegion(FileChannel channel, long offset, long size) {
        this.channel = channel;
        this.position = offset;
        this.end = offset + size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int wanted = (int) Math.min(length, end - position);
        int n = wanted <= 0 ? -1 : channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long length) {
        long n = Math.max(0, Math.min(length, end - position));
        position += n;
        return n;
    }
}

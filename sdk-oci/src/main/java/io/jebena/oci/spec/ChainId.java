// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.value.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Names for stacks of layers (OCI image specification, "Layer ChainID"): the lowest layer is named by its diffID, each
 * further stack by the digest of the name below, a blank and its own diffID.
 */
public final class ChainId {
    private ChainId() {}

    /**
     * The names of all stacks of an image.
     *
     * @param diffIds digests of the uncompressed layers, lowest first
     * @return one name for each layer: that of the stack it tops
     */
    public static List<Digest> of(List<Digest> diffIds) {
        List<Digest> chain = new ArrayList<>();
        for (Digest diffId : diffIds) {
            if (chain.isEmpty()) {
                chain.add(diffId);
            } else {
                String below = chain.get(chain.size() - 1) + " " + diffId;
                chain.add(Digest.sha256Of(below.getBytes(StandardCharsets.US_ASCII)));
            }
        }
        return List.copyOf(chain);
    }
}

// SPDX-License-Identifier: Apache-2.0
/** Images as bytes: OCI and Docker formats, a content store shared by several JVMs, and layers. Exports go to the engine only, which is built later. */
@SuppressWarnings("module")
module io.jebena.oci {
    requires transitive io.jebena.api;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.tukaani.xz;
    requires static org.jspecify;

    exports io.jebena.oci.images to
            io.jebena.linux;
    exports io.jebena.oci.layer to
            io.jebena.linux;
    exports io.jebena.oci.spec to
            io.jebena.linux;
    exports io.jebena.oci.store to
            io.jebena.linux;
}

// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

/** An extended attribute: a name such as {@code security.capability} and its value, which is bytes. Immutable. */
public final class Xattr {
    /** Namespace and name. */
    private final String name;

    /** Any bytes. */
    private final byte[] value;

    /**
     * Creates the attribute.
     *
     * @param name namespace and name, such as {@code user.mime_type}
     * @param value any bytes; copied
     */
    public Xattr(String name, byte[] value) {
        this.name = name;
        this.value = value.clone();
    }

    /**
     * Namespace and name.
     *
     * @return such as {@code security.capability}
     */
    public String name() {
        return name;
    }

    /**
     * The value.
     *
     * @return a fresh copy
     */
    public byte[] value() {
        return value.clone();
    }

    @Override
    public String toString() {
        return name + "=" + EntryName.printable(value, 0, value.length);
    }
}

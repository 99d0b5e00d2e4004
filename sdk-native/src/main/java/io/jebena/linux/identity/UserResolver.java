// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import io.jebena.error.InvalidSpecException;
import io.jebena.linux.identity.AccountFile.Group;
import io.jebena.linux.identity.AccountFile.User;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves users and groups by the image's own passwd and group files, the way Docker does it: a name needs an entry, a
 * number does not. Immutable.
 */
public final class UserResolver {
    private final List<User> users;
    private final List<Group> groups;

    /**
     * Reads the files.
     *
     * @param passwd content of the image's {@code /etc/passwd}, empty if there is none
     * @param group content of the image's {@code /etc/group}, empty if there is none
     */
    public UserResolver(byte[] passwd, byte[] group) {
        users = AccountFile.users(passwd);
        groups = AccountFile.groups(group);
    }

    /**
     * Resolves a user.
     *
     * @param user {@code name or uid[:group or gid]}; empty stands for uid 0
     * @param added names or ids of further supplementary groups
     * @return ids, groups and home
     * @throws InvalidSpecException if a name has no entry or an id is out of range
     */
    public ResolvedUser resolve(String user, List<String> added) {
        int colon = user.indexOf(':');
        String userPart = colon < 0 ? user : user.substring(0, colon);
        String groupPart = colon < 0 ? "" : user.substring(colon + 1);
        User entry = entry(userPart);
        long id = entry == null ? numericUser(userPart) : entry.id();
        long primary = entry == null ? 0 : entry.group();
        Set<Long> all = new LinkedHashSet<>();
        if (!groupPart.isEmpty()) {
            primary = group("user", groupPart);
            all.add(primary);
        } else {
            all.add(primary);
            if (entry != null) {
                memberships(entry.name(), all);
            }
        }
        for (String name : added) {
            all.add(group("groups", name));
        }
        String home = entry == null || entry.home().isEmpty() ? "/" : entry.home();
        return new ResolvedUser(inRange("user", id), primary, List.copyOf(new ArrayList<>(all)), home);
    }

    /** The first entry that has this name or this id; a name made of digits counts too. */
    private @Nullable User entry(String name) {
        long id = name.isEmpty() ? 0 : IdSyntax.parse(name);
        for (User user : users) {
            if ((!name.isEmpty() && user.name().equals(name)) || user.id() == id) {
                return user;
            }
        }
        return null;
    }

    private static long numericUser(String name) {
        long id = name.isEmpty() ? 0 : IdSyntax.parse(name);
        if (id < 0) {
            throw new InvalidSpecException(
                    "user", "unable to find user " + name + ": no matching entries in passwd file");
        }
        return id;
    }

    private void memberships(String user, Set<Long> into) {
        for (Group group : groups) {
            if (group.members().contains(user)) {
                into.add(inRange("user", group.id()));
            }
        }
    }

    private long group(String field, String name) {
        long id = IdSyntax.parse(name);
        for (Group group : groups) {
            if (group.name().equals(name) || group.id() == id) {
                return inRange(field, group.id());
            }
        }
        if (id < 0) {
            throw new InvalidSpecException(
                    field, "unable to find group " + name + ": no matching entries in group file");
        }
        return inRange(field, id);
    }

    private static long inRange(String field, long id) {
        if (id > IdSyntax.HIGHEST) {
            throw new InvalidSpecException(field, "uids and gids must be in range 0-2147483647, not " + id);
        }
        return id;
    }
}

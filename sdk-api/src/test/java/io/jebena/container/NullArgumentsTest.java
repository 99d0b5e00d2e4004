// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.jebena.Jebena;
import io.jebena.capability.Capability;
import io.jebena.device.Device;
import io.jebena.device.DeviceRule;
import io.jebena.engine.EngineOptions;
import io.jebena.image.ImageReference;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import io.jebena.security.Landlock;
import io.jebena.security.SeccompProfile;
import io.jebena.security.SecurityOptions;
import io.jebena.user.UserSpec;
import io.jebena.value.BlockIoLimits;
import io.jebena.value.ByteSize;
import io.jebena.value.ContainerId;
import io.jebena.value.CpuLimits;
import io.jebena.value.Digest;
import io.jebena.value.HealthCheck;
import io.jebena.value.MemoryLimits;
import io.jebena.value.Names;
import io.jebena.value.Resources;
import io.jebena.value.Rlimit;
import io.jebena.value.Signal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a caller hands in: a null, or a null in it, is refused at once and by the name of the parameter. */
class NullArgumentsTest {
    private static final List<Object> BUILDERS = List.of(
            ContainerSpec.builder(),
            ExecSpec.builder(),
            EngineOptions.builder(),
            Namespaces.builder(),
            SecurityOptions.builder(),
            Resources.builder(),
            Resources.UNLIMITED,
            MemoryLimits.NONE,
            MemoryLimits.builder(),
            CpuLimits.NONE,
            CpuLimits.builder(),
            BlockIoLimits.NONE,
            BlockIoLimits.builder(),
            HealthCheck.builder(),
            LogOptions.builder(),
            LogQuery.builder(),
            AttachOptions.builder(),
            ContainerUpdate.builder(),
            Landlock.builder(),
            SeccompProfile.builder(),
            Mount.tmpfs("/x"));

    private static final List<Class<?>> FACTORIES = List.of(
            Mount.class,
            Input.class,
            Output.class,
            SeccompProfile.class,
            NamespaceMode.class,
            IpcMode.class,
            RestartPolicy.class,
            Ready.class,
            LogOptions.class,
            LogQuery.class,
            Device.class,
            DeviceRule.class,
            UserSpec.class,
            ImageReference.class,
            ByteSize.class,
            Digest.class,
            ContainerId.class,
            Rlimit.class,
            Signal.class,
            Capability.class,
            Names.class,
            Jebena.class);

    static Stream<Arguments> references() {
        Stream<Arguments> setters = BUILDERS.stream()
                .flatMap(builder -> Arrays.stream(builder.getClass().getMethods())
                        .filter(m -> !Modifier.isStatic(m.getModifiers()))
                        .flatMap(m -> parameters(builder, m)));
        Stream<Arguments> factories = FACTORIES.stream().flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()))
                .filter(m -> !m.getName().equals("valueOf"))
                .flatMap(m -> parameters(type, m)));
        return Stream.concat(setters, factories);
    }

    private static Stream<Arguments> parameters(Object target, Method method) {
        if (method.getDeclaringClass() == Object.class
                || method.isBridge()
                || method.getName().equals("compareTo")
                || method.getName().equals("equals")) {
            return Stream.empty();
        }
        return Arrays.stream(method.getParameters())
                .filter(p -> !p.getType().isPrimitive())
                .map(p -> Arguments.of(
                        Named.of(
                                target.getClass() == Class.class
                                        ? target.toString()
                                        : target.getClass().getName(),
                                target),
                        method,
                        p));
    }

    @Test
    void references_found_areMany() {
        assertThat(references()).hasSizeGreaterThan(70);
    }

    @ParameterizedTest(name = "{0}: {1}: {2}")
    @MethodSource("references")
    void argument_null_isRefusedByName(Object target, Method method, Parameter parameter) {
        assertThatNullPointerException()
                .isThrownBy(() -> call(target, method, parameter, null))
                .withMessage(parameter.getName());
        for (Object holder : holdersOfNull(parameter)) {
            assertThatNullPointerException()
                    .isThrownBy(() -> call(target, method, parameter, holder))
                    .withMessage(parameter.getName());
        }
    }

    private static List<Object> holdersOfNull(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type == String[].class) {
            return List.of((Object) new String[] {null, "a"});
        }
        if (Collection.class.isAssignableFrom(type)) {
            return List.of(Collections.singletonList(null));
        }
        if (type != Map.class) {
            return List.of();
        }
        Type[] of = ((ParameterizedType) parameter.getParameterizedType()).getActualTypeArguments();
        return List.of(Collections.singletonMap(sample(of[0]), null), Collections.singletonMap(null, sample(of[1])));
    }

    private static void call(Object target, Method method, Parameter which, Object value) throws Throwable {
        method.setAccessible(true);
        Object[] arguments = Arrays.stream(method.getParameters())
                .map(p -> p.equals(which) ? value : something(p.getType()))
                .toArray();
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object sample(Type type) {
        return type == Long.class ? (Object) 50L : type == ByteSize.class ? ByteSize.mebibytes(2) : "/a";
    }

    private static Object something(Class<?> type) {
        if (type == int.class) {
            return 80;
        }
        if (type == String[].class) {
            return new String[] {"/text"};
        }
        if (type == Consumer.class) {
            Consumer<Object> nothing = x -> {};
            return nothing;
        }
        if (type == IntPredicate.class) {
            IntPredicate all = x -> true;
            return all;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return type == Path.class ? Path.of("/x") : "/text";
    }
}

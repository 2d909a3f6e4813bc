package io.zeitgeber.bench.clock;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The research code's estimator, compiled where it lies beside the repository. */
final class ResearchCode implements AutoCloseable {
  private final URLClassLoader classes;
  private final Object estimator;
  private final Method onSample;
  private final Method onHint;
  private final Method finish;
  private final Method settled;

  ResearchCode(Path sources, Path directory) throws IOException, ReflectiveOperationException {
    compile(sources, directory);
    classes = new URLClassLoader(new URL[] {directory.toUri().toURL()});
    Class<?> type = classes.loadClass("EnvClock");
    Constructor<?> create =
        type.getDeclaredConstructor(String.class, long.class, boolean.class, boolean.class);
    create.setAccessible(true);
    estimator = create.newInstance("research", 0L, true, true);
    onSample = method(type, "onSample", long.class, long.class, int.class);
    onHint = method(type, "onHint", long.class, long.class, int.class);
    finish = method(type, "finish");
    settled = method(type, "settled", long.class, long.class, int.class);
  }

  private static Method method(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = type.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  private static void compile(Path sources, Path directory) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-nowarn",
            "-d",
            directory.toString(),
            sources.resolve("EnvClock.java").toString(),
            sources.resolve("Est.java").toString(),
            sources.resolve("Gen.java").toString());
    if (failed != 0) {
      throw new IllegalStateException("the research code does not compile");
    }
  }

  static boolean isAt(Path sources) {
    return Files.exists(sources.resolve("EnvClock.java"));
  }

  long sample(long device, long received, int arrival) throws ReflectiveOperationException {
    return (long) onSample.invoke(estimator, device, received, arrival);
  }

  void hint(long device, long received, int arrival) throws ReflectiveOperationException {
    onHint.invoke(estimator, device, received, arrival);
  }

  void finish() throws ReflectiveOperationException {
    finish.invoke(estimator);
  }

  long settled(long device, long received, int arrival) throws ReflectiveOperationException {
    return (long) settled.invoke(estimator, device, received, arrival);
  }

  int steps() throws ReflectiveOperationException {
    Field field = classes.loadClass("Est").getDeclaredField("stepRecv");
    field.setAccessible(true);
    return ((List<?>) field.get(estimator)).size();
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}

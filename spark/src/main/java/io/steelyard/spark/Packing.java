package io.steelyard.spark;

import io.steelyard.core.flow.NotShippableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Turns tasks and their results into bytes between the driver and the executors of one run, as
 * Spark does with its own tasks; no artifact, user or foreign byte is ever read this way. Beside
 * what is {@link Serializable}, it takes paths, optional values and records whatever they are.
 */
final class Packing {
  private Packing() {}

  /**
   * @throws NotShippableException if it holds what cannot be sent
   */
  static byte[] pack(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new Packer(bytes)) {
      out.writeObject(value);
    } catch (NotSerializableException e) {
      throw new NotShippableException(e.getMessage(), e);
    } catch (IOException e) {
      throw new NotShippableException(e.toString(), e);
    }
    return bytes.toByteArray();
  }

  static Object unpack(byte[] bytes) {
    try (ObjectInputStream in = new Unpacker(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(
          "a task cannot be read here: do all machines have the same Steelyard and Java? ("
              + e
              + ")",
          e);
    }
  }

  private static final class Packer extends ObjectOutputStream {
    Packer(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object value) throws IOException {
      if (value instanceof Path path) {
        return new PackedPath(path.toString());
      } else if (value instanceof Optional<?> optional) {
        return new PackedOptional(optional.orElse(null));
      } else if (value instanceof Record && !(value instanceof Serializable)) {
        return PackedRecord.of((Record) value);
      }
      return value;
    }
  }

  /** Finds classes where the task's jars are. */
  private static final class Unpacker extends ObjectInputStream {
    Unpacker(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }

  private record PackedPath(String path) implements Serializable {
    private Object readResolve() {
      return Path.of(path);
    }
  }

  private record PackedOptional(Object value) implements Serializable {
    private Object readResolve() {
      return Optional.ofNullable(value);
    }
  }

  /** A record by its components, made again by its constructor. */
  private record PackedRecord(Class<?> type, Object[] components) implements Serializable {
    static PackedRecord of(Record value) throws IOException {
      RecordComponent[] parts = value.getClass().getRecordComponents();
      Object[] components = new Object[parts.length];
      try {
        for (int i = 0; i < parts.length; i++) {
          Method accessor = parts[i].getAccessor();
          accessor.setAccessible(true);
          components[i] = accessor.invoke(value);
        }
      } catch (ReflectiveOperationException e) {
        throw new InvalidObjectException(value.getClass() + " cannot be taken apart: " + e);
      }
      return new PackedRecord(value.getClass(), components);
    }

    private Object readResolve() throws InvalidObjectException {
      RecordComponent[] parts = type.getRecordComponents();
      Class<?>[] types = new Class<?>[parts.length];
      for (int i = 0; i < parts.length; i++) {
        types[i] = parts[i].getType();
      }
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(components);
      } catch (InvocationTargetException e) {
        throw new InvalidObjectException(type + " cannot be made again: " + e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new InvalidObjectException(type + " cannot be made again: " + e);
      }
    }
  }
}

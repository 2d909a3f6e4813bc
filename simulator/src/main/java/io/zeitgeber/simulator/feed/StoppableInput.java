package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An input that ends when a stop is requested. A read of standard input can't be interrupted, so a
 * thread of its own reads ahead, a few chunks at most.
 */
final class StoppableInput extends InputStream {
  /** A chunk without bytes is the end. */
  private static final byte[] END = new byte[0];

  private static final int AHEAD = 16;
  private static final int CHUNK = 1 << 16;

  private final StopSignal stop;
  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(AHEAD);
  private volatile @Nullable IOException failure;
  private byte[] current = new byte[1];
  private int at = 1;

  StoppableInput(InputStream in, StopSignal stop) {
    this.stop = stop;
    Thread.ofPlatform().daemon().name("input").start(() -> pump(in));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at == current.length && !advance()) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, into, offset, count);
    at += count;
    return count;
  }

  /** How much is there already: nothing waits in a buffer for more to come. */
  @Override
  public int available() {
    return current.length - at;
  }

  private boolean advance() throws IOException {
    if (current.length == 0) {
      return false;
    }
    try {
      byte[] chunk = null;
      while (chunk == null) {
        if (stop.requested()) {
          return false;
        }
        chunk = chunks.poll(50, TimeUnit.MILLISECONDS);
      }
      current = chunk;
      at = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    IOException broken = failure;
    if (current.length == 0 && broken != null) {
      throw broken;
    }
    return current.length > 0;
  }

  private void pump(InputStream in) {
    byte[] buffer = new byte[CHUNK];
    try {
      try {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (read > 0) {
            chunks.put(Arrays.copyOf(buffer, read));
          }
        }
      } catch (IOException e) {
        failure = e;
      }
      chunks.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

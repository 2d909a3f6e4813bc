package io.zeitgeber.service.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * One holder for each lock file; the operating system lets go of it when the process ends, however
 * it ends. The file holds the process id of the holder.
 */
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, or says who holds it.
   *
   * @throws EmbeddedFailure when another process, or another part of this one, holds it
   */
  public static DirectoryLock take(Path file) {
    try {
      // What is made here is its owner's alone: data of a trial come to lie in it.
      Files.createDirectories(
          file.toAbsolutePath().getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locks(channel)) {
        String holder = holder(file).map(pid -> "process " + pid).orElse("another process");
        channel.close();
        throw new EmbeddedFailure(file.toAbsolutePath().getParent() + " is in use by " + holder);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new EmbeddedFailure("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  /** The process id that the lock file names; it says nothing about whether the lock is held. */
  public static Optional<Long> holder(Path file) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).trim()));
    } catch (IOException | NumberFormatException nobody) {
      return Optional.empty();
    }
  }

  /** Whether somebody holds it now. */
  public static boolean isHeld(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return !locks(channel);
    } catch (IOException e) {
      throw new EmbeddedFailure("cannot look at " + file + ": " + e.getMessage(), e);
    }
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedFailure("cannot let go of a lock: " + e.getMessage(), e);
    }
  }
}

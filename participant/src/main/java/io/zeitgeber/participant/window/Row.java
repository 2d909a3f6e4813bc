package io.zeitgeber.participant.window;

import java.util.Arrays;
import java.util.List;

/**
 * Cells of one size in the order of their start: few are open at a time, the newest is asked most.
 */
final class Row {
  private Cell[] cells;
  private int head;
  private int end;

  Row(List<Cell> from) {
    cells = from.toArray(new Cell[Math.max(4, from.size() + 1)]);
    end = from.size();
  }

  boolean isEmpty() {
    return head == end;
  }

  int size() {
    return end - head;
  }

  Cell first() {
    return cells[head];
  }

  Cell removeFirst() {
    Cell first = cells[head];
    cells[head++] = Cell.NOWHERE;
    return first;
  }

  /** The growing cell with that start, made where there is none. */
  Cell at(long startMicros, long sizeMicros) {
    int place = end;
    while (place > head && cells[place - 1].startMicros >= startMicros) {
      place--;
    }
    if (place < end && cells[place].startMicros == startMicros) {
      cells[place] = cells[place].growing();
      return cells[place];
    }
    return insert(place, new Cell(startMicros, sizeMicros));
  }

  /** Puts the cell in the place of the one with its start. */
  void put(Cell cell) {
    Cell there = at(cell.startMicros, cell.endMicros - cell.startMicros);
    for (int place = head; place < end; place++) {
      if (cells[place] == there) {
        cells[place] = cell;
      }
    }
  }

  void remove(long startMicros) {
    for (int place = head; place < end; place++) {
      if (cells[place].startMicros == startMicros) {
        System.arraycopy(cells, place + 1, cells, place, end - place - 1);
        cells[--end] = Cell.NOWHERE;
        return;
      }
    }
  }

  List<Cell> freeze() {
    for (int place = head; place < end; place++) {
      cells[place].freeze();
    }
    return List.of(Arrays.copyOfRange(cells, head, end));
  }

  private Cell insert(int place, Cell cell) {
    int target = place;
    if (end == cells.length) {
      int size = end - head;
      Cell[] wider = head > end / 2 ? cells : new Cell[cells.length * 2];
      System.arraycopy(cells, head, wider, 0, size);
      target -= head;
      head = 0;
      end = size;
      cells = wider;
    }
    System.arraycopy(cells, target, cells, target + 1, end - target);
    cells[target] = cell;
    end++;
    return cell;
  }
}

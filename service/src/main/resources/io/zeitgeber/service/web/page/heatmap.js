// A grid of days on a canvas: thousands of rows, one draw call a cell that can be seen. The keyboard
// moves a cell cursor; what it stands on is said in words below and to screen readers.
import {announce, h} from './dom.js';

const ROW = 24;
const ROLLUP = 28;
const HEAD = 40;
const GAP = 2;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Heatmap {
  constructor({label, describe, open, name, href}) {
    this.describe = describe;
    this.open = open;
    this.name = name;
    this.href = href;
    this.heads = [];
    this.lines = [];
    this.rollups = 0;
    this.at = {line: -1, column: -1};
    this.canvas = h('canvas', {'aria-hidden': 'true'});
    this.spacer = h('div.spacer', {role: 'presentation'});
    this.scroller = h('div.heat', {tabindex: 0, role: 'application', 'aria-roledescription': 'heatmap', 'aria-label': `${label}. Arrow keys move, Enter shows the hours, P opens the participant.`}, this.spacer, this.canvas);
    this.readout = h('p.readout', {'aria-live': 'off'}, 'Point at a day, or use the arrow keys. A click or Enter shows its hours.');
    this.element = h('div.heatbox', {}, this.scroller, this.readout);
    this.scroller.addEventListener('scroll', () => this.soon(), {passive: true});
    this.scroller.addEventListener('pointermove', (e) => this.point(e, false));
    this.scroller.addEventListener('click', (e) => this.point(e, true));
    this.scroller.addEventListener('keydown', (e) => this.key(e));
    this.scroller.addEventListener('focus', () => { if (this.at.line < 0 && this.lines.length) this.move(0, 0); });
    this.resized = new ResizeObserver(() => this.soon());
    this.resized.observe(this.scroller);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.recolour = () => this.soon();
    this.dark.addEventListener('change', this.recolour);
  }

  stop() {
    this.resized.disconnect();
    this.dark.removeEventListener('change', this.recolour);
    cancelAnimationFrame(this.frame);
  }

  /** Columns, lines that sum up, and the participants' lines below them. */
  set(heads, rollups, body) {
    this.heads = heads;
    this.rollups = rollups.length;
    this.lines = [...rollups.map((each) => ({...each, rollup: true})), ...body];
    this.soon();
  }

  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  get names() {
    return this.scroller.clientWidth < 520 ? 92 : 172;
  }

  get column() {
    const room = this.scroller.clientWidth - this.names - 8;
    return Math.max(18, Math.min(64, Math.floor(room / Math.max(1, this.heads.length))));
  }

  get frozen() {
    return HEAD + this.rollups * ROLLUP;
  }

  y(line) {
    return line < this.rollups ? HEAD + line * ROLLUP : this.frozen + (line - this.rollups) * ROW - this.scroller.scrollTop;
  }

  draw() {
    const {scroller, canvas} = this;
    const body = this.lines.length - this.rollups;
    const most = Math.max(240, innerHeight - 330);
    const full = this.frozen + body * ROW + 4;
    const wide = this.names + this.heads.length * this.column + 6;
    scroller.style.height = `${Math.min(most, full + (wide > scroller.clientWidth ? 14 : 0))}px`;
    this.spacer.style.width = `${wide}px`;
    this.spacer.style.height = `${full}px`;
    const ratio = devicePixelRatio || 1;
    const w = scroller.clientWidth;
    const height = scroller.clientHeight;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${w}px`;
      canvas.style.height = `${height}px`;
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.colours = Object.fromEntries(['card', 'ink', 'soft', 'line', 'enough', 'little', 'none', 'unknown', 'unknown-line', 'accent', 'ground'].map((name) => [name, css(`--${name}`)]));
    pen.fillStyle = this.colours.card;
    pen.fillRect(0, 0, w, height);
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW));
    const last = Math.min(body, Math.ceil((scroller.scrollTop + height - this.frozen) / ROW) + 1);
    const left = Math.max(0, Math.floor(scroller.scrollLeft / this.column));
    const right = Math.min(this.heads.length, Math.ceil((scroller.scrollLeft + w - this.names) / this.column) + 1);
    for (let line = this.rollups + first; line < this.rollups + last; line++) this.line(pen, line, left, right, ROW);
    pen.fillStyle = this.colours.card;
    pen.fillRect(0, 0, w, this.frozen);
    for (let line = 0; line < this.rollups; line++) this.line(pen, line, left, right, ROLLUP);
    this.head(pen, left, right, w);
  }

  x(column) {
    return this.names + column * this.column - this.scroller.scrollLeft;
  }

  line(pen, index, left, right, height) {
    const line = this.lines[index];
    const y = this.y(index);
    pen.save();
    pen.beginPath();
    pen.rect(this.names, y, this.scroller.clientWidth, height);
    pen.clip();
    for (let i = left; i < right; i++) {
      const cell = line.cells[i];
      const x = this.x(i);
      if (line.rollup) this.share(pen, cell, x, y, height);
      else if (cell) this.cell(pen, cell, x, y, height);
      if (this.at.line === index && this.at.column === i) {
        pen.strokeStyle = this.colours.ink;
        pen.lineWidth = 2;
        pen.strokeRect(x + 1, y + 1, this.column - 2, height - 2);
      }
    }
    pen.restore();
    const on = this.at.line === index;
    pen.fillStyle = on ? this.colours.ink : line.rollup ? this.colours.ink : this.colours.soft;
    pen.font = `${line.rollup || on ? '600 ' : ''}12px system-ui, sans-serif`;
    pen.textBaseline = 'middle';
    pen.textAlign = 'left';
    const count = line.rollup && ` (${line.count})`;
    const whole = line.rollup ? `${line.name}${count}` : this.name(line.row);
    const name = count && pen.measureText(whole).width > this.names - 16 ? line.short || line.name : whole;
    pen.fillText(fit(pen, name, this.names - 16), 10, y + height / 2 + 0.5);
    if (!line.rollup && line.row.site && this.names > 100 && pen.measureText(name).width < this.names - 66) {
      pen.font = '11px system-ui, sans-serif';
      pen.textAlign = 'right';
      pen.fillStyle = this.colours.soft;
      pen.fillText(fit(pen, line.row.site, 50), this.names - 10, y + height / 2 + 0.5);
    }
  }

  /** One day. Colour says the state; so do hatching (not synced), a stroke (not worn) and a dot (not expected). */
  cell(pen, cell, x, y, height) {
    const w = this.column - GAP;
    const tall = height - GAP;
    const top = y + GAP / 2;
    const c = this.colours;
    if (cell.state === 'not_expected') {
      pen.fillStyle = c.line;
      pen.fillRect(x + w / 2 - 1, top + tall / 2 - 1, 3, 3);
      return;
    }
    pen.globalAlpha = cell.partial ? 0.78 : 1;
    pen.fillStyle = c[cell.state] || c.unknown;
    round(pen, x, top, w, tall, 3);
    if (cell.state === 'unknown') {
      hatch(pen, x, top, w, tall, c['unknown-line']);
    } else if (cell.state === 'none') {
      pen.fillStyle = c.card;
      pen.fillRect(x + w / 2 - 4, top + tall / 2 - 1, 8, 2);
    } else if (cell.state === 'little') {
      pen.fillStyle = c.enough;
      pen.fillRect(x + w / 2 - 1.500, top + tall / 2 - 1.500, 3, 3);
    }
    pen.globalAlpha = 1;
  }

  /** A day of many: how many of those that are known wore it enough. */
  share(pen, {enough, known, unknown, unfinished}, x, y, height) {
    const w = this.column - GAP;
    const tall = height - 6;
    pen.fillStyle = this.colours.ground;
    round(pen, x, y + 3, w, tall, 3);
    if (unfinished && !(enough && enough === known)) {
      // A day that goes on: what is worn by now says nothing about the day.
      if (this.column >= 22) this.text(pen, '…', x + w / 2, y + tall / 2);
      return;
    }
    if (unknown > known) hatch(pen, x, y + 3, w, tall, this.colours['unknown-line']);
    else if (known) {
      const part = enough / known;
      pen.fillStyle = this.colours.little;
      pen.fillRect(x, y + 3 + tall * (1 - part), w, tall * part);
      if (this.column >= 22) this.text(pen, `${Math.round(part * 100)}${this.column >= 38 ? ' %' : ''}`, x + w / 2, y + 3 + tall / 2 + 1);
    }
  }

  text(pen, text, x, y) {
    pen.fillStyle = this.colours.ink;
    pen.font = '600 10.500px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(text, x, y);
  }

  head(pen, left, right, w) {
    pen.save();
    pen.beginPath();
    pen.rect(this.names, 0, w, this.frozen);
    pen.clip();
    pen.textBaseline = 'alphabetic';
    let group = null;
    for (let i = left; i < right; i++) {
      const head = this.heads[i];
      const x = this.x(i);
      pen.textAlign = 'center';
      pen.font = `${head.weekend ? '' : '600 '}11px system-ui, sans-serif`;
      pen.fillStyle = head.weekend ? this.colours.soft : this.colours.ink;
      if (this.column >= 22 || i % 2 === 0) pen.fillText(head.label, x + (this.column - GAP) / 2, HEAD - 8);
      if (head.group !== group) {
        group = head.group;
        pen.textAlign = 'left';
        pen.font = '11px system-ui, sans-serif';
        pen.fillStyle = this.colours.soft;
        pen.fillText(group, Math.max(x, this.names), 14);
      }
    }
    pen.restore();
    pen.strokeStyle = this.colours.line;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(0, this.frozen - 0.5);
    pen.lineTo(w, this.frozen - 0.5);
    pen.stroke();
  }

  point(event, opens) {
    const box = this.scroller.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    if (x > this.scroller.clientWidth || y > this.scroller.clientHeight) return;
    const column = Math.floor((x - this.names + this.scroller.scrollLeft) / this.column);
    const line = y < HEAD ? -1 : y < this.frozen ? Math.floor((y - HEAD) / ROLLUP) : this.rollups + Math.floor((y - this.frozen + this.scroller.scrollTop) / ROW);
    this.scroller.style.cursor = x < this.names && line >= this.rollups && line < this.lines.length ? 'pointer' : 'default';
    if (!this.lines[line]) return;
    if (x < this.names) {
      if (opens && !this.lines[line].rollup) location.hash = this.href(this.lines[line].row).slice(1);
      return;
    }
    if (column < 0 || column >= this.heads.length) return;
    this.at = {line, column};
    this.tell(false);
    this.soon();
    if (opens) this.open(this.lines[line], this.lines[line].cells[column]);
  }

  key(event) {
    const {line, column} = this.at;
    const page = Math.max(1, Math.floor((this.scroller.clientHeight - this.frozen) / ROW) - 1);
    const to = {
      ArrowDown: [line + 1, column], ArrowUp: [line - 1, column], ArrowLeft: [line, column - 1], ArrowRight: [line, column + 1],
      PageDown: [line + page, column], PageUp: [line - page, column], Home: [line, 0], End: [line, this.heads.length - 1],
    }[event.key];
    if (to) {
      event.preventDefault();
      this.move(...to);
    } else if (event.key === 'Enter' && this.lines[line]) {
      this.open(this.lines[line], this.lines[line].cells[column]);
    } else if (event.key.toLowerCase() === 'p' && this.lines[line] && !this.lines[line].rollup) {
      location.hash = this.href(this.lines[line].row).slice(1);
    }
  }

  move(line, column) {
    this.at = {line: Math.max(0, Math.min(this.lines.length - 1, line)), column: Math.max(0, Math.min(this.heads.length - 1, column))};
    if (this.at.line >= this.rollups) {
      const top = (this.at.line - this.rollups) * ROW;
      const room = this.scroller.clientHeight - this.frozen - ROW;
      if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
      else if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
    }
    const x = this.x(this.at.column);
    if (x < this.names) this.scroller.scrollLeft -= this.names - x;
    else if (x + this.column > this.scroller.clientWidth) this.scroller.scrollLeft += x + this.column - this.scroller.clientWidth;
    this.tell(true);
    this.soon();
  }

  tell(aloud) {
    const line = this.lines[this.at.line];
    const text = this.describe(line, line.cells[this.at.column], this.heads[this.at.column]);
    this.readout.textContent = text;
    if (aloud) announce(text);
  }
}

function fit(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && pen.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}

/** Not synced yet. */
function hatch(pen, x, y, w, h, colour) {
  pen.save();
  round(pen, x, y, w, h, 3, true);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (let d = -h; d < w; d += 6) {
    pen.moveTo(x + d, y + h);
    pen.lineTo(x + d + h, y);
  }
  pen.stroke();
  pen.restore();
}

function round(pen, x, y, w, h, radius, clip) {
  pen.beginPath();
  pen.roundRect(x, y, w, h, radius);
  if (clip) pen.clip();
  else pen.fill();
}

// The lanes of a timeline: one chart a channel, one range for all, each drawn by uPlot.
import uPlot from './vendor/uplot/uPlot.esm.js';
import {fill, h} from './dom.js';
import * as time from './time.js';
import {channel, rule, unit, WORDS} from './words.js';

const CODES = {
  sleep_stage: {deep: ['deep', '#1b4f8a'], light: ['light', '#6aa9de'], rem: ['REM', '#8a63b8'], asleep: ['asleep', '#2f74b5'], restless: ['restless', '#9dc9ec'], awake: ['awake', '#e3a13b'], wake: ['awake', '#e3a13b'], unknown: ['not known', '#9aa6b4']},
  sleep: {sleep: ['asleep', '#2f74b5']},
  wear: {worn: ['worn', '#1f6cb0'], charging: ['charging', '#9dc9ec'], not_worn: ['not worn', '#d9772f'], unknown: ['not synced yet', null]},
  screen: {on: ['on', '#4c8577'], unlocked: ['unlocked', '#4c8577'], off: ['off', 'transparent']},
};
const SPARE = ['#5b7fa6', '#a6783f', '#5f9273', '#8a63b8', '#b06a6a', '#6b7a8c'];
const HEIGHTS = {heart_rate: 200, steps: 84, battery: 70};
const AXIS = 58;
const HOUR = 3600;
/** Distances of ticks in seconds: whole parts of hours and days. */
const STEPS = [1, 5, 15, 30, 60, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 168 * HOUR, 336 * HOUR, 672 * HOUR];

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Lanes {
  constructor(place, {zone, moved, picked}) {
    Object.assign(this, {place, zone, moved, picked});
    this.plots = [];
    this.resized = new ResizeObserver(() => {
      if (this.shown && Math.abs(place.clientWidth - this.width) > 2) this.show(this.shown);
    });
    this.resized.observe(place);
  }

  stop() {
    this.resized.disconnect();
    this.clear();
  }

  clear() {
    for (const plot of this.plots) plot.destroy();
    this.plots = [];
  }

  busy(on) {
    this.place.setAttribute('aria-busy', String(on));
  }

  fail(element) {
    this.clear();
    this.shown = null;
    fill(this.place, element);
  }

  show(data) {
    this.busy(false);
    this.shown = data;
    this.clear();
    this.width = this.place.clientWidth;
    this.sync = uPlot.sync(`lanes-${Math.random()}`);
    this.ink = Object.fromEntries(['ink', 'soft', 'line', 'strong', 'accent', 'none', 'enough', 'card', 'unknown', 'unknown-line', 'bad'].map((name) => [name, css(`--${name}`)]));
    this.marks = marks(data);
    fill(this.place);
    this.first = true;
    for (const name of data.numbers) {
      for (const [device, windows] of byDevice(data.windows.filter((each) => each.channel === name))) this.numeric(name, device, windows);
      if (!data.windows.some((each) => each.channel === name)) this.nothing(name);
    }
    const states = [...new Set(data.entries.map((each) => each.channel))].sort((a, b) => order(a) - order(b));
    for (const name of states) {
      const chosen = data.entries.filter((each) => each.channel === name && each.finality !== 'FINALITY_WITHDRAWN');
      if (name === 'sleep' && states.includes('sleep_stage')) continue;
      for (const [device, entries] of byDevice(chosen)) this.states(name, device, entries);
    }
    if (!this.place.children.length) fill(this.place, h('div.state.empty', {}, h('strong', {}, 'Nothing in this range'), h('p', {}, 'No device has delivered anything for it, or not yet.')));
  }

  nothing(name) {
    this.place.append(h('div.lane', {}, h('header', {}, h('b', {}, channel(name)), h('span', {}, 'nothing in this range, or not synced yet'))));
  }

  /** Where the data of a lane end, and what is final. */
  edges(name, device) {
    const found = (this.shown.state.channels || []).filter((each) => each.channel === name && each.device === device)[0];
    return {front: time.ms(found?.front), final: time.ms(found?.final_through)};
  }

  numeric(name, device, windows) {
    const {step, range} = this.shown;
    const {front, final} = this.edges(name, device);
    const xs = [];
    const columns = [[], [], []];
    const at = [];
    let last = NaN;
    const apart = usual(windows, step);
    for (const window of windows) {
      const start = time.ms(window.start) / 1000;
      if (start - last > apart) push(last + step, null); // A gap is a gap.
      push(start, window);
      last = start;
    }
    function push(x, window) {
      xs.push(x);
      at.push(window);
      columns[0].push(window ? (name === 'steps' ? window.sum ?? 0 : window.mean ?? null) : null);
      columns[1].push(window?.min ?? null);
      columns[2].push(window?.max ?? null);
    }
    const limits = name === 'heart_rate' ? (this.shown.state.thresholds || []).filter((each) => each.channel === name)[0] : null;
    const bars = name === 'steps';
    const header = h('header', {}, h('b', {}, channel(name)),
      h('span', {}, `${unit(windows[0]?.unit || '')}${bars ? ` each ${stepName(step)}` : step > 60 ? `, mean of each ${stepName(step)}` : ''} · ${device}`),
      Number.isFinite(final) && final < range[1] && h('span', {title: WORDS.final_up_to[1]}, `final up to ${time.stamp(final, this.zone())}`));
    const series = bars
      ? [{}, {fill: this.ink.enough, stroke: this.ink.enough, width: 0, paths: uPlot.paths.bars({size: [0.9, 24], align: 1}), points: {show: false}}]
      : [{}, {stroke: this.ink.accent, width: 1.500, spanGaps: false, points: {show: (u, s, i0, i1) => i1 - i0 < 80, size: 4, fill: this.ink.accent}},
        {stroke: null, width: 0, points: {show: false}}, {stroke: null, width: 0, points: {show: false}}];
    const limitsOf = limits ? [limits.low, limits.high].filter(Number.isFinite) : [];
    const scale = name === 'battery' ? {range: [0, 100]} : bars ? {range: (u, lo, hi) => [0, Math.max(10, hi * 1.100 || 10)]}
      : {range: (u, lo, hi) => [Math.floor(Math.min(lo ?? 50, ...limitsOf) / 10) * 10 - 5, Math.ceil(Math.max(hi ?? 100, ...limitsOf) / 10) * 10 + 5]};
    this.plot({
      name, device, header, height: HEIGHTS[name] || 110, scale, series, xs, at,
      data: bars ? [xs, columns[0]] : [xs, ...columns],
      bands: bars ? [] : [{series: [3, 2], fill: `${this.ink.accent}2b`}],
      front, final,
      words: (i) => {
        const window = at[i];
        if (!window) return 'no data';
        const spread = !bars && window.min !== undefined && window.max !== window.min ? ` (${time.number(window.min)}–${time.number(window.max)})` : '';
        return `${time.number(columns[0][i])} ${unit(window.unit)}${spread}${window.expected ? `, ${window.count} of ${Math.round(window.expected)} readings` : ''}${window.finality === 'FINALITY_AMENDED' ? ', amended' : ''}`;
      },
      over: (u) => { for (const limit of limitsOf) this.limit(u, limit); },
    });
  }

  states(name, device, entries) {
    const codes = CODES[name] || {};
    const spare = new Map();
    const colour = (code) => {
      const known = codes[String(code).toLowerCase()];
      if (known) return known[1];
      if (!spare.has(code)) spare.set(code, SPARE[spare.size % SPARE.length]);
      return spare.get(code);
    };
    const list = entries.map((each, i) => ({...each, from: time.ms(each.start) / 1000, to: Math.max(time.ms(each.end), each.end === each.start && entries[i + 1] && name === 'screen' ? time.ms(entries[i + 1].start) : 0) / 1000}));
    const seen = [...new Set(list.map((each) => each.code || each.channel))];
    const header = h('header', {}, h('b', {}, channel(name)),
      h('span.codes', {}, seen.slice(0, 8).map((code) => h('span', {}, h('i', {'aria-hidden': 'true', style: {background: colour(code) || this.ink['unknown-line']}}), codes[String(code).toLowerCase()]?.[0] || words(code)))),
      h('span', {}, device));
    const xs = list.map((each) => each.from);
    const {front, final} = this.edges(name, device);
    this.plot({
      name, device, header, height: 30, scale: {range: [0, 1]}, series: [{}, {stroke: null, points: {show: false}}],
      data: [xs, xs.map(() => 0.5)], xs, at: list, bands: [], flat: true, front: name === 'wear' ? NaN : front, final: NaN,
      words: (i) => (list[i] ? `${codes[String(list[i].code).toLowerCase()]?.[0] || words(list[i].code || 'asleep')}${list[i].value !== undefined ? ` ${time.number(list[i].value)} ${unit(list[i].unit)}` : ''}, ${time.span((list[i].to - list[i].from) * 1000)}${list[i].uncertainty ? ` ± ${time.number(time.seconds(list[i].uncertainty), 2)} s` : ''}` : ''),
      over: (u) => {
        const pen = u.ctx;
        const {left, top, width, height} = u.bbox;
        pen.save();
        pen.beginPath();
        pen.rect(left, top, width, height);
        pen.clip();
        for (const each of list) {
          const x = u.valToPos(each.from, 'x', true);
          const w = Math.max(devicePixelRatio, u.valToPos(each.to, 'x', true) - x);
          const fillStyle = colour(each.code || each.channel);
          if (fillStyle) {
            pen.fillStyle = fillStyle;
            pen.globalAlpha = each.finality === 'FINALITY_PROVISIONAL' ? 0.72 : 1;
            pen.fillRect(x, top + height * 0.1, w, height * 0.8);
            pen.globalAlpha = 1;
          } else hatch(pen, x, top + height * 0.1, w, height * 0.8, this.ink['unknown-line']);
          const wide = each.uncertainty ? time.seconds(each.uncertainty) : 0;
          if (wide > 1) this.whisker(u, each.from, wide);
        }
        pen.restore();
      },
    });
  }

  plot({name, device, header, height, scale, series, data, bands, xs, at, words: say, over, front, final, flat}) {
    const {range} = this.shown;
    const zone = this.zone();
    const {first} = this;
    this.first = false;
    const box = h('div.plot', {tabindex: 0, role: 'img', 'aria-label': `${channel(name)} of ${device}. Arrow keys choose a point.`});
    const tip = h('div.tip', {hidden: true});
    const lane = h('div.lane', {}, header, box, tip);
    this.place.append(lane);
    const tell = (u) => {
      const i = u.cursor.idx;
      const inside = i !== null && i !== undefined && u.cursor.left >= 0 && xs.length;
      const k = inside ? this.hit(flat, at, xs, i, u) : null;
      tip.hidden = k === null;
      if (k === null) return;
      tip.textContent = `${time.clock(xs[k] * 1000, zone, true)}  ${say(k)}`;
      const left = AXIS + u.cursor.left;
      tip.style.left = `${Math.min(Math.max(AXIS, left + 8), this.width - tip.offsetWidth - 12)}px`;
    };
    const plot = new uPlot({
      width: this.width - 12, height: height + (first ? 20 : 0), padding: [flat ? 2 : 8, 10, 0, 0],
      tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), zone),
      legend: {show: false},
      cursor: {sync: {key: this.sync.key, setSeries: false}, y: false, drag: {x: true, y: false, setScale: false}, points: {size: 7}},
      scales: {x: {time: true, range: () => [range[0] / 1000, range[1] / 1000]}, y: scale},
      axes: [
        {stroke: this.ink.soft, grid: {stroke: this.ink.line, width: 1}, ticks: {stroke: this.ink.line, size: first ? 5 : 0}, font: '11px system-ui, sans-serif', size: first ? 24 : 6, gap: 4, space: 84, incrs: STEPS, values: (u, at) => (first ? at.map((x, i) => fitting(u, x, label(x, at[i - 1], at[1] - at[0], zone))) : [])},
        {stroke: this.ink.soft, grid: {stroke: this.ink.line, width: 1, show: !flat}, ticks: {show: false}, font: '11px system-ui', size: AXIS, space: 32, values: flat ? () => [] : undefined},
      ],
      series, bands,
      hooks: {
        drawClear: [(u) => this.ground(u, front, final)],
        draw: [(u) => { over?.(u); this.mark(u, name); }],
        setCursor: [tell],
        setSelect: [(u) => {
          if (u.select.width > 6) {
            const from = u.posToVal(u.select.left, 'x') * 1000;
            const until = u.posToVal(u.select.left + u.select.width, 'x') * 1000;
            u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
            this.moved(from, until);
          }
        }],
      },
    }, data, box);
    this.plots.push(plot);
    const pick = () => {
      const i = plot.cursor.idx;
      if (i !== null && i !== undefined && xs.length) {
        const k = this.hit(flat, at, xs, i, plot);
        if (k !== null && at[k]) this.picked({name, device}, at[k]);
      }
    };
    let down = null;
    plot.over.addEventListener('pointerdown', (e) => { down = e.clientX; });
    plot.over.addEventListener('pointerup', (e) => { if (down !== null && Math.abs(e.clientX - down) < 4) pick(); });
    plot.over.addEventListener('wheel', (e) => {
      if (!e.ctrlKey && !e.shiftKey) return;
      e.preventDefault();
      const here = plot.posToVal(e.offsetX, 'x') * 1000;
      const length = range[1] - range[0];
      const by = Math.sign(e.deltaY || e.deltaX);
      if (e.shiftKey) this.moved(range[0] + by * length * 0.1, range[1] + by * length * 0.1);
      else {
        const factor = by > 0 ? 1.300 : 1 / 1.300;
        this.moved(here - (here - range[0]) * factor, here + (range[1] - here) * factor);
      }
    }, {passive: false});
    box.addEventListener('keydown', (e) => {
      const length = range[1] - range[0];
      const i = plot.cursor.idx ?? -1;
      const turn = {ArrowLeft: -1, ArrowRight: 1}[e.key];
      if (turn && xs.length) {
        e.preventDefault();
        if (e.shiftKey) return this.moved(range[0] + turn * length * 0.25, range[1] + turn * length * 0.25);
        let next = Math.max(0, Math.min(xs.length - 1, i < 0 ? (turn > 0 ? 0 : xs.length - 1) : i + turn));
        while (!at[next] && next > 0 && next < xs.length - 1) next += turn;
        plot.setCursor({left: plot.valToPos(xs[next], 'x'), top: 10});
      } else if (e.key === 'Enter') pick();
      else if (e.key === '+' || e.key === '=') this.moved(range[0] + length / 4, range[1] - length / 4);
      else if (e.key === '-') this.moved(range[0] - length / 2, range[1] + length / 2);
      return undefined;
    });
  }

  /** Of states the one that the cursor is in, not the one that begins nearest. */
  hit(flat, at, xs, i, u) {
    if (!flat) return i;
    const x = u.posToVal(u.cursor.left, 'x');
    for (let k = Math.min(i + 1, at.length - 1); k >= 0 && k > i - 3; k--) if (at[k].from <= x && x <= Math.max(at[k].to, at[k].from + 1)) return k;
    return null;
  }

  /** Beyond the front nothing is synced; beyond what is final it may still change. */
  ground(u, front, final) {
    const {left, top, width, height} = u.bbox;
    const pen = u.ctx;
    pen.save();
    if (Number.isFinite(front)) {
      const x = Math.max(left, Math.min(left + width, u.valToPos(front / 1000, 'x', true)));
      if (x < left + width) hatch(pen, x, top, left + width - x, height, this.ink.line);
    }
    if (Number.isFinite(final)) {
      const x = u.valToPos(final / 1000, 'x', true);
      if (x > left && x < left + width) {
        pen.strokeStyle = this.ink['unknown-line'];
        pen.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
        line(pen, x, top, x, top + height);
      }
    }
    pen.restore();
  }

  limit(u, value) {
    const pen = u.ctx;
    const y = u.valToPos(value, 'y', true);
    pen.save();
    pen.strokeStyle = this.ink.none;
    pen.lineWidth = 1.200 * devicePixelRatio;
    pen.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    line(pen, u.bbox.left, y, u.bbox.left + u.bbox.width, y);
    pen.fillStyle = this.ink.soft;
    pen.font = `${11 * devicePixelRatio}px system-ui`;
    pen.textAlign = 'right';
    pen.textBaseline = 'bottom';
    pen.fillText(`limit ${value}`, u.bbox.left + u.bbox.width - 4, y - 2);
    pen.restore();
  }

  whisker(u, at, wide) {
    const pen = u.ctx;
    const y = u.bbox.top + u.bbox.height * 0.12;
    pen.strokeStyle = this.ink.ink;
    line(pen, u.valToPos(at - wide, 'x', true), y, u.valToPos(at + wide, 'x', true), y);
  }

  /** Alerts as spans with a head, clock steps as lines through all lanes. */
  mark(u, name) {
    const pen = u.ctx;
    const {left, top, width, height} = u.bbox;
    const ratio = devicePixelRatio;
    pen.save();
    pen.beginPath();
    pen.rect(left, top - 6 * ratio, width, height + 6 * ratio);
    pen.clip();
    for (const each of this.marks) {
      const x = u.valToPos(each.from / 1000, 'x', true);
      const to = Number.isFinite(each.until) ? u.valToPos(each.until / 1000, 'x', true) : left + width;
      if (each.rule === 'clock-step') {
        pen.strokeStyle = this.ink.bad;
        pen.setLineDash([1.500 * ratio, 2.500 * ratio]);
        pen.lineWidth = 1.500 * ratio;
        line(pen, x, top, x, top + height);
        pen.setLineDash([]);
        continue;
      }
      if (each.channel !== name || each.kind === 'data') continue;
      pen.fillStyle = `${this.ink.none}33`;
      pen.fillRect(x, top, Math.max(2 * ratio, to - x), height);
      pen.fillStyle = this.ink.none;
      pen.beginPath();
      pen.moveTo(x - 5 * ratio, top);
      pen.lineTo(x + 5 * ratio, top);
      pen.lineTo(x, top + 8 * ratio);
      pen.fill();
    }
    pen.restore();
  }
}

/** From how many seconds apart readings have a gap between them: a battery speaks seldom, a pulse often. */
function usual(windows, step) {
  const apart = [];
  for (let i = 1; i < windows.length; i++) apart.push((time.ms(windows[i].start) - time.ms(windows[i - 1].start)) / 1000);
  apart.sort((a, b) => a - b);
  const median = apart.length > 3 ? apart[apart.length >> 1] : step;
  return Math.max(step * 1.500, Math.min(median, HOUR) * 2.500);
}

/** The time of a tick; the date where a day begins, and on the first. */
function label(x, before, step, zone) {
  const date = time.day(x * 1000, zone);
  const isNew = before === undefined || time.day(before * 1000, zone) !== date;
  const name = time.dayName(date).replace(',', '');
  if (step >= 24 * HOUR) return name;
  return isNew ? `${name} ${time.clock(x * 1000, zone)}` : time.clock(x * 1000, zone, step < 60);
}

/** No half of a label beyond the right edge. */
const fitting = (u, x, text) => (u.valToPos(x, 'x') + text.length * 3.200 > u.bbox.width / devicePixelRatio + 10 ? '' : text);

const words = (code) => String(code).toLowerCase().replaceAll('_', ' ');
const order = (name) => { const i = ['sleep_stage', 'sleep', 'screen', 'app_usage', 'wear', 'charging'].indexOf(name); return i < 0 ? 9 : i; };
const stepName = (step) => ({60: 'minute', 3600: 'hour', 86400: 'day'})[step];

function byDevice(list) {
  const devices = new Map();
  for (const each of list) {
    if (!devices.has(each.device)) devices.set(each.device, []);
    devices.get(each.device).push(each);
  }
  return devices;
}

/** Alerts from raising to resolving. */
function marks({alerts}) {
  const spans = new Map();
  for (const each of alerts) {
    if (each.lifecycle === 'raised') spans.set(each.alert, {from: time.ms(each.event_time), until: NaN, rule: each.rule, kind: each.kind, channel: each.channel, name: rule(each.rule)});
    else if (spans.has(each.alert) && (each.lifecycle === 'resolved' || each.lifecycle === 'closed')) spans.get(each.alert).until = time.ms(each.event_time);
  }
  return [...spans.values()];
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function hatch(pen, x, y, w, h1, stroke) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, w, h1);
  pen.clip();
  pen.strokeStyle = stroke;
  pen.lineWidth = devicePixelRatio;
  const gap = 7 * devicePixelRatio;
  const first = Math.floor((x - h1) / gap) * gap;
  pen.beginPath();
  for (let at = first; at < x + w; at += gap) {
    pen.moveTo(at, y + h1);
    pen.lineTo(at + h1, y);
  }
  pen.stroke();
  pen.restore();
}

'use strict';
// Counts come since the start of the node; a rate is the difference of two answers over their time.
const KEPT = 150;
const EVERY_MS = 2000;
const rates = [];
let before = null;

const at = (id) => document.getElementById(id);
const grouped = (n) => Math.round(n).toLocaleString('en-US').replaceAll(',', '\u202f');
const sum = (byName) => Object.values(byName || {}).reduce((a, b) => a + b, 0);

function rows(id, byName, empty, asCode) {
  const body = document.createElement('tbody');
  const entries = Object.entries(byName || {});
  for (const [name, value] of entries.length ? entries : [[empty, '']]) {
    const row = body.insertRow();
    row.insertCell().textContent = name;
    const cell = row.insertCell();
    if (asCode) {
      cell.appendChild(document.createElement('code')).textContent = value;
    } else {
      cell.className = 'number';
      cell.textContent = value === '' ? '' : grouped(value);
    }
  }
  at(id).replaceChildren(body);
}

function state(text, kind) {
  at('state').textContent = text;
  at('state').className = 'state ' + kind;
}

function curve() {
  const most = Math.max(1, ...rates);
  const points = rates.map((rate, i) =>
    `${(600 * (KEPT - rates.length + i)) / (KEPT - 1)},${76 - (72 * rate) / most}`);
  at('most').textContent = grouped(most);
  at('curve').firstElementChild.setAttribute('points', points.join(' '));
}

function troubles(byName) {
  const list = at('troubles');
  list.hidden = Object.keys(byName).length === 0;
  list.replaceChildren(...Object.entries(byName).map(([name, sentence]) => {
    const item = document.createElement('li');
    item.textContent = `${name}: ${sentence}`;
    return item;
  }));
}

function show(status) {
  const now = { at: performance.now(), records: sum(status.records), since: status.started_at };
  if (before && before.since === now.since) {
    const rate = Math.max(0, (1000 * (now.records - before.records)) / (now.at - before.at));
    rates.push(rate);
    if (rates.length > KEPT) rates.shift();
    at('rate').textContent = grouped(rate);
    curve();
  }
  before = now;
  state(status.ready ? 'ready' : 'not ready', status.ready ? 'good' : 'bad');
  troubles(status.troubles);
  at('lag').textContent = Object.keys(status.lag).length ? grouped(sum(status.lag)) : '–';
  at('participants').textContent = status.participants === undefined ? '–' : grouped(status.participants);
  at('raised').textContent = status.alerts.raised === undefined ? '–' : grouped(status.alerts.raised);
  rows('records', status.records, 'none yet');
  rows('waiting', status.lag, 'not known yet');
  rows('endpoints', status.endpoints, 'starting', true);
  at('since').textContent = status.started_at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC').replace(/Z$/, ' UTC');
}

async function ask() {
  try {
    const answer = await fetch('/status.json', { signal: AbortSignal.timeout(5000) });
    show(await answer.json());
  } catch (e) {
    state('does not answer', 'bad');
  }
  setTimeout(ask, EVERY_MS);
}
ask();

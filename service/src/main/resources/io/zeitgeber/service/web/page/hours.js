// One participant's day, hour by hour, out of their wear on the timeline.
import {all} from './api.js';
import {button, failed, fill, h, loading} from './dom.js';
import * as time from './time.js';
import {ADHERENCE} from './words.js';

const CODES = {worn: 'worn', not_worn: 'not worn', charging: 'charging', unknown: 'not synced yet'};

export async function hours(panel, site, row, cell, signal) {
  const zone = row.zone || 'UTC';
  const from = time.dayStart(cell.day, zone);
  const until = time.dayStart(time.addDays(cell.day, 1), zone);
  const participant = row.id.participant;
  const head = h('div.title', {},
    h('h2', {}, `${participant} · ${time.dayName(cell.day, true)}`),
    h('a', {href: site.link('participant', {participant, from: new Date(from).toISOString(), until: new Date(until).toISOString()})}, 'Open on the timeline'),
    button('×', () => { panel.hidden = true; }, {class: 'plain', 'aria-label': 'Close'}));
  fill(panel, head, loading('the hours'));
  try {
    const entries = await all('ParticipantService/StreamTimeline', {
      id: row.id, channels: ['wear'],
      range: {from: new Date(from).toISOString(), until: new Date(until).toISOString()},
    }, signal);
    const known = entries.filter((entry) => entry.finality !== 'FINALITY_WITHDRAWN');
    const offsets = [...new Set([from, until - 1].map((at) => time.offsetText(at, zone)))].join(', then ');
    const bars = [];
    for (let at = from; at < until; at += 3600000) {
      const share = Object.fromEntries(Object.keys(CODES).map((code) => [code, overlap(known, code, at, Math.min(at + 3600000, until))]));
      share.unknown += Math.max(0, 3600000 - Object.values(share).reduce((a, b) => a + b, 0));
      const text = Object.entries(share).filter(([, ms]) => ms > 30000).map(([code, ms]) => `${CODES[code]} ${Math.round(ms / 60000)} min`).join(', ');
      bars.push(h('li', {title: `${time.clock(at, zone)}: ${text}`},
        h('span.sr', {}, `${time.clock(at, zone)}: ${text}`),
        h('span.stack', {'aria-hidden': 'true'}, Object.entries(share).map(([code, ms]) => h(`i.wear-${code}`, {style: {height: `${(100 * ms) / 3600000}%`}}))),
        h('small', {'aria-hidden': 'true'}, time.clock(at, zone).slice(0, 2))));
    }
    fill(panel, head,
      h('p.soft', {}, `${ADHERENCE[cell.state]?.label || cell.state}: ${time.number(cell.worn_hours || 0)} h worn of ${bars.length} h. ${ADHERENCE[cell.state]?.help || ''} Hours are local (${zone}, ${offsets}).`),
      h('ol.hours', {}, bars),
      h('ul.legend', {}, Object.entries(CODES).map(([code, name]) => h('li', {}, h(`span.swatch.wear-${code}`, {'aria-hidden': 'true'}), name))));
  } catch (e) {
    if (e.name !== 'AbortError') fill(panel, head, failed(e, () => hours(panel, site, row, cell, signal)));
  }
}

/** How much of [from, until) the entries of a code cover; where devices overlap it counts once. */
function overlap(entries, code, from, until) {
  const spans = entries.filter((entry) => entry.code === code && (code === 'worn' || entry.chosen))
    .map((entry) => [Math.max(from, time.ms(entry.start)), Math.min(until, time.ms(entry.end))])
    .filter(([a, b]) => b > a)
    .sort((a, b) => a[0] - b[0]);
  let sum = 0;
  let reached = from;
  for (const [a, b] of spans) {
    sum += Math.max(0, b - Math.max(a, reached));
    reached = Math.max(reached, b);
  }
  return sum;
}

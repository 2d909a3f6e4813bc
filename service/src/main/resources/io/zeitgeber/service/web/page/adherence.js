// Participants × days: who wore the device. Five states; what is not synced yet is its own.
import {call, pages} from './api.js';
import {csvLinks, empty, failed, fill, h, loading} from './dom.js';
import {hours} from './hours.js';
import {Heatmap} from './heatmap.js';
import * as time from './time.js';
import {ADHERENCE} from './words.js';

const PAGE = 500;
/** Are on the screen before the others are asked for. */
const FIRST = 200;
/** So many days and people the node sums up by itself. */
const MOST_SUMMED = {days: 100, participants: 5000};
/** More than these would leave no room for people: they are shown when asked for. */
const MOST_SITES = 6;

export function show(main, site) {
  const study = site.studies.find((each) => each.study === site.study);
  const newest = time.ms(study.last_received);
  const lastDay = Number.isFinite(newest) ? time.day(newest) : '';
  const until = site.params.get('until') || time.day(Number.isFinite(newest) ? newest : Date.now());
  const from = site.params.get('from') || begin(site, until);
  const byStudyDay = site.params.get('days') === 'study';
  const bySite = site.params.get('by') === 'site';
  const controller = new AbortController();
  const rows = [];
  let summed = null;

  const status = h('p.state.loading', {role: 'status'}, 'Loading the first participants…');
  const panel = h('section.panel', {hidden: true, 'aria-label': 'One day, hour by hour'});
  const heatmap = new Heatmap({
    label: 'Adherence: participants by day',
    describe,
    open: (row, day) => openDay(row, day),
    name: (row) => row.id.participant,
    href: (row) => site.link('participant', {participant: row.id.participant}),
  });
  const search = h('input', {type: 'search', placeholder: 'Find a participant', 'aria-label': 'Find a participant', value: site.params.get('q') || '', oninput: () => { site.keep({q: search.value.trim()}); draw(); }});
  const go = (more) => {
    const params = new URLSearchParams(site.params);
    for (const [name, value] of Object.entries(more)) if (value) params.set(name, value); else params.delete(name);
    location.hash = `#/adherence?${params}`;
  };
  const date = (label, value, change) => h('label', {}, h('span', {}, label), h('input', {type: 'date', value, onchange: (e) => e.target.value && change(e.target.value)}));
  const days = time.daysBetween(from, until) + 1;

  main.append(
    h('div.title', {}, h('h1', {}, 'Adherence'),
      csvLinks('CohortService/GetAdherence', {study: site.study, site: site.site, from_day: from, until_day: until, rows: 'rows.days'})),
    h('div.filters', {},
      search,
      date('From', from, (value) => go({from: value})), date('until', until, (value) => go({until: value})),
      h('div.switch', {role: 'group', 'aria-label': 'Range'}, [7, 28, 84].map((n) => h('button', {type: 'button', 'aria-pressed': String(days === n), onclick: () => go({from: time.addDays(until, 1 - n)})}, `${n} days`))),
      h('div.switch', {role: 'group', 'aria-label': 'Columns are'},
        h('button', {type: 'button', 'aria-pressed': String(!byStudyDay), onclick: () => go({days: ''})}, 'Dates'),
        h('button', {type: 'button', 'aria-pressed': String(byStudyDay), title: 'Day 1 is each participant’s first day in the study', onclick: () => go({days: 'study'})}, 'Study days')),
      !site.site && (study.sites || []).length > MOST_SITES && h('button', {type: 'button', 'aria-pressed': String(bySite), onclick: () => go({by: bySite ? '' : 'site'})}, `By site (${study.sites.length})`)),
    legend(), status, heatmap.element, panel);

  if (!(days > 0 && days <= 400)) {
    fill(status, 'From must be before until, and at most 400 days.');
    return {stop() {}};
  }

  /** The columns: dates, or days since each participant's first. */
  function columns() {
    const dates = Array.from({length: days}, (_, i) => time.addDays(from, i));
    if (!byStudyDay) return dates.map((day) => ({key: day, label: day.slice(8), group: `${new Date(`${day}T12:00Z`).toLocaleString('en-GB', {month: 'short', timeZone: 'UTC'})} ${day.slice(0, 4)}`, weekend: [0, 6].includes(new Date(`${day}T12:00Z`).getUTCDay())}));
    let first = Infinity;
    let last = -Infinity;
    for (const row of rows) {
      const start = site.zones.get(row.id.participant)?.from_day;
      if (!start) continue;
      first = Math.min(first, time.daysBetween(start, from) + 1);
      last = Math.max(last, time.daysBetween(start, until) + 1);
    }
    if (!Number.isFinite(first)) return [];
    first = Math.max(1, first);
    return Array.from({length: Math.max(0, Math.min(400, last - first + 1))}, (_, i) => ({key: String(first + i), label: String(first + i), group: 'Study day', weekend: false}));
  }

  function cells(row, heads) {
    if (!byStudyDay) {
      const byDay = new Map((row.days || []).map((each) => [each.day, each]));
      return heads.map((head) => byDay.get(head.key));
    }
    const start = site.zones.get(row.id.participant)?.from_day;
    const byDay = new Map((row.days || []).map((each) => [start ? String(time.daysBetween(start, each.day) + 1) : '', each]));
    return heads.map((head) => byDay.get(head.key));
  }

  function draw() {
    const heads = columns();
    const wanted = search.value.trim().toLowerCase();
    const chosen = rows.filter((row) => !wanted || row.id.participant.toLowerCase().includes(wanted));
    const body = chosen.map((row) => ({row, cells: cells(row, heads)}));
    const sums = summed && !byStudyDay && !wanted ? told(heads) : rollups(body, heads);
    // The day that the data are in is not over: its share would look like a bad one each morning.
    const today = byStudyDay ? -1 : heads.findIndex((head) => head.key === lastDay);
    for (const sum of sums) if (sum.cells[today]) sum.cells[today].unfinished = true;
    const many = sums.length > MOST_SITES + 1;
    // Many sites take the place of the people, rather than standing on top of them.
    heatmap.set(heads, many ? sums.slice(0, 1) : sums, many && bySite ? sums.slice(1).map((each) => ({...each, rollup: true})) : body);
    heatmap.element.hidden = !body.length;
  }

  /** The node's own sums: over everybody, before everybody is here. */
  function told(heads) {
    const ofSites = summed.slice(1);
    return [summed[0], ...(ofSites.length > 1 ? ofSites : [])].map((each) => {
      const byDay = new Map((each.days || []).map((day) => [day.day, day]));
      return {
        name: each.site === undefined ? 'All participants' : each.site || 'no site',
        short: each.site === undefined ? 'All' : undefined,
        count: each.participants || 0,
        cells: heads.map((head) => {
          const {enough = 0, little = 0, none = 0, unknown = 0} = byDay.get(head.key) || {};
          return {enough, known: enough + little + none, unknown};
        }),
      };
    });
  }

  /** Of the days that are expected and known: how many were worn enough; by study and by site. */
  function rollups(body, heads) {
    const groups = new Map([['All participants', []]]);
    for (const line of body) {
      groups.get('All participants').push(line);
      const at = line.row.site || 'no site';
      if (!groups.has(at)) groups.set(at, []);
      groups.get(at).push(line);
    }
    if (groups.size === 2) groups.delete([...groups.keys()][1]);
    const all = groups.get('All participants');
    groups.delete('All participants');
    return [['All participants', all], ...[...groups].sort(([a], [b]) => (a < b ? -1 : 1))].map(([name, lines]) => ({
      name,
      short: name === 'All participants' ? 'All' : undefined,
      count: lines.length,
      cells: heads.map((_, i) => {
        let enough = 0;
        let known = 0;
        let unknown = 0;
        for (const line of lines) {
          const state = line.cells[i]?.state;
          if (state === 'unknown') unknown++;
          else if (state && state !== 'not_expected') known++;
          if (state === 'enough') enough++;
        }
        return {enough, known, unknown};
      }),
    }));
  }

  function describe(line, cell, head) {
    const name = byStudyDay ? `study day ${head.key}` : time.dayName(head.key, true);
    if (line.rollup) {
      const {enough, known, unknown, unfinished} = cell;
      return `${line.name}, ${name}${unfinished ? ' (not over)' : ''}: ${known ? `${enough} of ${known} worn enough (${Math.round((100 * enough) / known)} %)` : 'nobody known yet'}${unknown ? `, ${unknown} not synced yet` : ''}`;
    }
    const who = line.row.id.participant;
    if (!cell) return `${who}, ${name}: no data`;
    const of = cell.expected_hours ? `: ${time.number(cell.worn_hours || 0)} of ${time.number(cell.expected_hours)} h` : '';
    const odd = cell.expected_hours && cell.expected_hours !== 24 ? ' (the clocks change)' : '';
    return `${who}, ${byStudyDay ? `${name} (${time.dayName(cell.day)})` : name}: ${ADHERENCE[cell.state]?.label || cell.state}${of}${odd}${cell.partial ? ', not a whole day' : ''}`;
  }

  function openDay(line, cell) {
    if (!cell || line.rollup) return;
    panel.hidden = false;
    hours(panel, site, line.row, cell, controller.signal);
    panel.scrollIntoView({block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
  }

  const sums = days <= MOST_SUMMED.days && (study.participants || 0) <= MOST_SUMMED.participants;
  const asked = {study: site.study, ...(site.site && {site: site.site}), from_day: from, until_day: until};
  if (sums) {
    // Sums over thousands take longer than the first rows. Without them the rows that are here are summed.
    call('CohortService/GetAdherence', {...asked, page_size: 1, roll_ups: true}, controller.signal).then((sum) => {
      summed = sum.roll_ups?.length ? sum.roll_ups : null;
      if (rows.length) draw();
    }, () => {});
  }
  (async () => {
    try {
      await pages('CohortService/GetAdherence', {...asked, page_size: PAGE}, (page) => {
        rows.push(...(page.rows || []));
        fill(status, page.next_page_token ? `${time.count(rows.length)} participants so far…` : '');
        status.title = `Days are cut by time-zone rules ${page.tzdata_version || ''}`;
        draw();
      }, controller.signal, FIRST);
      status.hidden = true;
      if (!rows.length) status.replaceWith(empty('Nobody to show', 'No participant of this study and site has been heard of.'));
    } catch (e) {
      if (e.name !== 'AbortError') status.replaceWith(failed(e, () => go({again: Date.now()})));
    }
  })();
  return {
    stop() {
      controller.abort();
      heatmap.stop();
    },
  };
}

/** Four weeks, or since the first participant's first day where that is less; a week at least. */
function begin(site, until) {
  const firsts = [...site.zones.values()].map((each) => each.from_day).filter(Boolean).sort();
  const weeks = time.addDays(until, -27);
  const week = time.addDays(until, -6);
  return !firsts.length || firsts[0] < weeks ? weeks : firsts[0] > week ? week : firsts[0];
}

const legend = () => h('ul.legend', {'aria-label': 'What the colours mean'}, Object.entries(ADHERENCE).map(([state, it]) =>
  h('li', {}, h(`span.swatch.${state}`, {'aria-hidden': 'true'}), h('span.term', {tabindex: 0, 'data-help': it.help, 'aria-label': `${it.label}: ${it.help}`}, it.label))));

// Everybody in the study at a glance: sorted, filtered, found; any number of them.
import {participants} from './app.js';
import {csvLinks, empty, failed, fill, h, loading} from './dom.js';
import {inbox} from './inbox.js';
import {table} from './table.js';
import * as time from './time.js';
import {CLOCK} from './words.js';

const FILTERS = {
  alerting: ['open alerts', 'With an alert that is open', (row) => row.open_alerts > 0],
  silent: ['silent', 'Nothing arrived for more than a day before the study’s newest data', (row, site) => site.newestOfStudy - time.ms(row.last_sync || row.last_data) > 86400000],
  low: ['low wear', 'Worn less than 10 h on most of the days that are known', (row) => {
    const known = (row.worn_hours || []).filter((hours) => hours >= 0);
    return known.length >= 2 && known.filter((hours) => hours < 10).length > known.length / 2;
  }],
  clock: ['clock trouble', 'A device’s clock that is suspect', (row) => row.clock === 'CLOCK_CONFIDENCE_SUSPECT'],
};

export function show(main, site) {
  const study = site.studies.find((each) => each.study === site.study);
  let everybody = [];
  let coming = false;
  let gone = false;
  const on = new Set((site.params.get('only') || '').split(',').filter((name) => name in FILTERS));
  const [by, way] = (site.params.get('sort') || 'participant').split(':');
  const status = h('p.soft', {role: 'status'});
  const place = h('div');
  const search = h('input', {type: 'search', placeholder: 'Find a participant', 'aria-label': 'Find a participant', value: site.params.get('q') || '', oninput: () => { site.keep({q: search.value.trim()}); draw(); }});
  const chips = h('div.chips', {role: 'group', 'aria-label': 'Only those with'}, Object.entries(FILTERS).map(([name, [title, help]]) => {
    const chip = h('button', {type: 'button', title: help, 'aria-pressed': String(on.has(name)), onclick: () => {
      if (on.has(name)) on.delete(name); else on.add(name);
      chip.setAttribute('aria-pressed', String(on.has(name)));
      site.keep({only: [...on].join(',')});
      draw();
    }}, title);
    return chip;
  }));
  const list = table({
    label: 'Participants', columns: columns(site), key: (row) => row.id.participant,
    href: (row) => site.link('participant', {participant: row.id.participant}),
    sorted: {by, down: way === 'down'},
    onsort: (sorted) => site.keep({sort: `${sorted.by}${sorted.down ? ':down' : ''}`}),
  });
  main.append(h('div.title', {}, h('h1', {}, 'Participants'), csvLinks('CohortService/ListParticipants', {study: site.study, site: site.site})),
    h('div.filters', {}, search, chips), status, place);
  fill(place, loading('participants'));

  function draw() {
    if (!everybody.length) return;
    site.newestOfStudy = time.ms(study.last_received);
    const wanted = search.value.trim().toLowerCase();
    const rows = everybody.filter((row) => (!wanted || row.id.participant.toLowerCase().includes(wanted) || (row.site || '').toLowerCase().includes(wanted))
      && [...on].every((name) => FILTERS[name][2](row, site)));
    const all = `${time.count(everybody.length)} participants${coming ? ' so far…' : ''}`;
    fill(status, rows.length === everybody.length ? all : `${time.count(rows.length)} of ${all}`);
    list.set(rows);
    if (rows.length) { if (list.element.parentNode !== place) fill(place, list.element); } else fill(place, empty('Nobody like that', 'No participant fits what is searched and filtered for.'));
    if (rows.length) list.redraw();
  }

  async function load() {
    try {
      const before = everybody.length;
      everybody = await participants((some, more) => {
        // What is shown already stays until everybody is here anew.
        if (before || gone) return;
        everybody = some;
        coming = more;
        draw();
      });
      coming = false;
      if (gone) return;
      if (everybody.length) draw();
      else fill(place, empty('Nobody yet', 'No participant of this study and site has been heard of.'));
    } catch (e) {
      if (!gone) fill(place, failed(e, load));
    }
  }
  load();
  const again = setInterval(() => { if (!document.hidden) load(); }, 60000);
  const stop = inbox.changed(() => {});
  return {
    stop() {
      gone = true;
      clearInterval(again);
      stop();
      list.stop();
    },
  };
}

function columns(site) {
  const when = (name) => (row) => h('span.tabular', {}, site.stamp(time.ms(row[name]), row.id.participant));
  return [
    {name: 'participant', title: 'Participant', width: 'minmax(7rem, 1.4fr)', class: 'name', sort: (row) => row.id.participant,
      cell: (row) => [h('a', {href: site.link('participant', {participant: row.id.participant})}, row.id.participant), row.status && row.status !== 'active' && h('span.tag', {}, row.status)]},
    {name: 'site', title: 'Site', width: 'minmax(4rem, .7fr)', sort: (row) => row.site, cell: (row) => row.site || '–'},
    {name: 'data', title: 'Last data', help: 'The newest time that any device has delivered', width: 'minmax(9rem, 1.2fr)', downFirst: true, sort: (row) => time.ms(row.last_data), cell: when('last_data')},
    {name: 'sync', title: 'Last sync', help: 'When something last arrived', width: 'minmax(9rem, 1.2fr)', downFirst: true, sort: (row) => time.ms(row.last_sync), cell: when('last_sync')},
    {name: 'battery', title: 'Battery', width: 'minmax(5rem, .6fr)', sort: (row) => row.battery_percent, cell: battery},
    {name: 'wear', title: 'Wear, 7 days', help: 'Hours worn on each of the last seven days', width: 'minmax(7rem, .9fr)', sort: (row) => mean(row.worn_hours), cell: (row) => spark(row.worn_hours)},
    {name: 'clock', title: 'Clock', help: 'How well the devices’ clocks are known', width: 'minmax(5rem, .6fr)', sort: (row) => Object.keys(CLOCK).indexOf(row.clock) < 0 ? null : Object.keys(CLOCK).indexOf(row.clock),
      cell: (row) => (CLOCK[row.clock] ? h(`span.clock.${row.clock.slice(17).toLowerCase()}`, {title: CLOCK[row.clock][1]}, CLOCK[row.clock][0]) : '–')},
    {name: 'alerts', title: 'Open alerts', width: 'minmax(5rem, .6fr)', class: 'number', downFirst: true, sort: (row) => row.open_alerts || 0,
      cell: (row) => (row.open_alerts ? h('a.badge', {href: site.link('alerts', {q: row.id.participant}), 'aria-label': `${row.open_alerts} open alerts`}, row.open_alerts) : h('span.soft', {}, '0'))},
  ];
}

function battery(row) {
  const percent = row.battery_percent;
  if (percent === undefined) return h('span.soft', {}, '–');
  return h('span.battery', {}, h('i', {'aria-hidden': 'true', class: percent < 20 ? 'low' : ''}, h('b', {style: {width: `${Math.max(4, percent)}%`}})), `${Math.round(percent)} %`);
}

function mean(hours) {
  const known = (hours || []).filter((each) => each >= 0);
  return known.length ? known.reduce((a, b) => a + b, 0) / known.length : NaN;
}

function spark(hours) {
  if (!hours?.length) return h('span.soft', {title: 'Not known on this node'}, '–');
  const text = hours.map((each) => (each < -1 ? 'not expected' : each < 0 ? 'not synced yet' : `${time.number(each)} h`)).join(', ');
  return h('span.spark', {role: 'img', 'aria-label': `Worn on the last seven days: ${text}`, title: text},
    hours.map((each) => h('i', {class: each < -1 ? 'not_expected' : each < 0 ? 'unknown' : each >= 10 ? 'enough' : each >= 1 ? 'little' : 'none', style: {height: `${each < -1 ? 12 : each < 0 ? 100 : Math.max(8, (100 * each) / 24)}%`}})));
}



// What became of every record, what is held back and why, how far reading is behind.
import {call} from './api.js';
import {word} from './app.js';
import {csvLinks, failed, fill, h, loading, term} from './dom.js';
import {simple} from './table.js';
import * as time from './time.js';
import {channel, CLOCK, REASONS, WORDS} from './words.js';

export function show(main, site) {
  const controller = new AbortController();
  const parts = {
    quality: h('div', {}, loading('what became of the records')), held: h('section.card', {}, loading('what is held back')),
    lag: h('section.card', {}, loading('the lag')), more: h('div.stackof'),
  };
  main.append(h('div.title', {}, h('h1', {}, 'Quality'), h('a', {href: '/status'}, 'This node, live')),
    parts.quality, h('div.two', {}, parts.held, parts.lag), parts.more);
  const ask = (method, request, place, view) => call(method, request, controller.signal).then((answer) => fill(place, view(answer)),
    (e) => {
      if (e.name === 'AbortError') return;
      fill(place, failed(e, load));
      if (place === parts.quality && parts.held.querySelector('.loading')) fill(parts.held, h('p.soft', {}, 'What is held back can’t be said now.'));
    });

  function load() {
    ask('CohortService/GetQuality', {study: site.study}, parts.quality, (answer) => {
      fill(parts.held, held(answer, site));
      fill(parts.more, extra(answer, site));
      return fates(answer, site);
    });
    ask('CohortService/GetLag', {}, parts.lag, (answer) => [
      h('h2', {}, 'Lag'),
      h('p.soft', {}, 'Records that wait to be read, by partition. Nothing is concluded about a participant from our own lag.'),
      (answer.partitions || []).length ? [
        simple('Lag by topic', ['Topic', {title: 'Partitions', number: true}, {title: 'Waiting (records)', number: true}], byTopic(answer.partitions)),
        h('details', {}, h('summary', {}, 'By partition'), simple('Lag', ['Topic', {title: 'Partition', number: true}, {title: 'Waiting (records)', number: true}],
          answer.partitions.map((each) => [each.topic, each.partition || 0, time.count(each.lag)])))] : h('p.soft', {}, 'Nothing has been read yet.'),
      csvLinks('CohortService/GetLag', {})]);
  }
  load();
  const again = setInterval(() => { if (!document.hidden) load(); }, 20000);
  return {
    stop() {
      clearInterval(again);
      controller.abort();
    },
  };
}

const byTopic = (partitions) => [...new Set(partitions.map((each) => each.topic))].map((topic) => {
  const own = partitions.filter((each) => each.topic === topic);
  return [topic, own.length, time.count(own.reduce((sum, each) => sum + (each.lag || 0), 0))];
});

const FATES = [['observed', 'taken', 'In the journal, on the timeline.'], ['refused', 'refused', 'In the journal with the reason: the participant’s rules could not take it.'], ['quarantined', 'held back', 'Kept with its bytes: no participant could be found for it.']];

function fates(answer, site) {
  const partitions = answer.partitions || [];
  const sum = (name) => partitions.reduce((total, each) => total + (each[name] || 0), 0);
  const received = sum('received');
  // While the journal is still being counted, what is under way is not missing.
  const missing = answer.counted && partitions.some((each) => (each.received || 0) > (each.journaled || 0) + (each.quarantined || 0));
  const balances = partitions.every((each) => each.balances);
  const most = Math.max(received, sum('journaled') + sum('quarantined'));
  const share = (n) => (most ? `${time.number((100 * n) / most, 2)} %` : '');
  return [
    h('div.tiles', {},
      h('div.tile', {}, h('b', {}, time.count(most)), h('span', {}, 'records received, of all studies')),
      FATES.map(([name, title, help]) => h('div.tile', {title: help}, h('b', {}, time.count(sum(name))), h('span', {}, `${title} ${share(sum(name))}`))),
      h(`div.tile.${balances ? 'good' : missing ? 'bad' : 'going'}`, {}, h('b', {}, balances ? 'Balances' : missing ? 'Off' : 'Under way'), h('span', {}, balances || missing ? ['the ledger: ', word('balance')] : 'records are being answered right now'))),
    h('section.card', {},
      h('h2', {}, 'Records by fate'),
      h('div.fates', {role: 'img', 'aria-label': FATES.map(([name, title]) => `${title} ${time.count(sum(name))}`).join(', ')}, FATES.map(([name]) => sum(name) > 0 && h(`i.fate-${name}`, {style: {flexGrow: String(sum(name))}}))),
      !most && h('p.soft', {}, 'Nothing has been read yet.'),
      h('ul.legend', {}, FATES.map(([name, title, help]) => h('li', {}, h(`span.swatch.fate-${name}`, {'aria-hidden': 'true'}), h('span.term', {tabindex: 0, 'data-help': help, 'aria-label': `${title}: ${help}`}, title)))),
      h('details', {}, h('summary', {}, `By topic and partition (${partitions.length})`),
        simple('Ledger', ['Topic', ...['Partition', 'Received', 'Journaled', 'Taken', 'Refused', 'Held back'].map((title) => ({title, number: true})), 'Balances'],
          partitions.map((each) => [each.topic, each.partition || 0, ...['received', 'journaled', 'observed', 'refused', 'quarantined'].map((name) => time.count(each[name])),
            h(each.balances ? 'span.yes' : 'span.no', {}, each.balances ? 'yes' : 'no')]))),
      answer.repeated_deliveries > 0 && h('p.soft', {}, `${time.count(answer.repeated_deliveries)} records were delivered again to this node since it started. They had been taken before and changed nothing.`),
      csvLinks('CohortService/GetQuality', {study: site.study, rows: 'partitions'})),
  ];
}

function held(answer, site) {
  const list = answer.held_back || [];
  const rows = h('div');
  return [h('h2', {}, term('Held back', WORDS.held_back[1]), ' by reason'),
    list.length ? simple('Held back', ['Reason', {title: 'Records', number: true}, ''], list.map((each) => [
      h('span', {}, REASONS[each.reason] || each.reason, h('br'), h('small', {}, each.reason)), time.count(each.records),
      h('button', {type: 'button', onclick: () => browse(rows, site, each.reason)}, 'Show')]))
      : h('p.soft', {}, 'Nothing of this study is held back.'),
    rows,
    csvLinks('CohortService/GetQuality', {study: site.study, rows: 'held_back'})];
}

/** The records of one reason: where each was, never what it said. */
async function browse(place, site, reason, token = '', before = []) {
  fill(place, loading('records'));
  try {
    const answer = await call('StudyService/ListHeldBack', {study: site.study, reason, page_size: 50, page_token: token});
    const all = [...before, ...(answer.records || [])];
    fill(place, h('h3', {}, `${REASONS[reason] || reason}: ${all.length}${answer.next_page_token ? ' and more' : ''}`),
      simple('Records held back', ['Received', 'Participant', 'Topic', {title: 'Partition', number: true}, {title: 'Offset', number: true}, {title: 'Bytes', number: true}, 'Why'],
        all.map((each) => [site.stamp(time.ms(each.received_at), each.participant, true), each.participant || '–', each.origin?.topic, each.origin?.partition || 0, each.origin?.offset || 0, time.count(each.length_bytes), each.detail || ''])),
      answer.next_page_token && h('button', {type: 'button', onclick: () => browse(place, site, reason, answer.next_page_token, all)}, 'Show more'),
      csvLinks('StudyService/ListHeldBack', {study: site.study, reason}));
  } catch (e) {
    fill(place, failed(e, () => browse(place, site, reason, token, before)));
  }
}

/** What is told besides, list by list, in the words of the site. */
const LISTS = {
  lateness: ['Lateness', 'Observations that came otherwise than in order, by channel. Each is counted once, wherever it belongs.',
    {channel: 'Channel', late: 'Late', resent: 'Sent again', revised: 'Revised', withdrawn: 'Taken back', overlapping: 'Overlapping', too_late: 'Too late to amend', deferred: 'Beyond recall'}],
  clocks: ['Clocks', 'How well the devices’ clocks are known, and how often one was found to have been set.',
    {confidence: 'Clock', devices: 'Devices', steps: 'Times set'}],
};

function extra(answer, site) {
  return Object.entries(LISTS).filter(([name]) => (answer[name] || []).length).map(([name, [title, help, columns]]) => {
    const list = answer[name];
    const keys = Object.keys(columns);
    return h('section.card', {}, h('h2', {}, title), h('p.soft', {}, help),
      simple(title, keys.map((key, i) => ({title: columns[key], number: i > 0})),
        list.map((each) => keys.map((key, i) => (i ? time.count(each[key] || 0) : CLOCK[each[key]] ? term(...CLOCK[each[key]]) : channel(each[key] || '–'))))),
      csvLinks('CohortService/GetQuality', {study: site.study, rows: name}));
  });
}

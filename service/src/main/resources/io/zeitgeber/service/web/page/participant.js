// One participant: what is known now, the lanes of their timeline, and where each point comes from.
import {call, all, follow, pages} from './api.js';
import {button, csvLinks, failed, fill, h, loading, term} from './dom.js';
import {evidence} from './evidence.js';
import {Lanes} from './lanes.js';
import {provenance} from './provenance.js';
import * as time from './time.js';
import {channel, CLOCK, unit, WORDS} from './words.js';

const HOUR = 3600000;
const RANGES = [['1 h', HOUR], ['6 h', 6 * HOUR], ['Day', 24 * HOUR], ['3 days', 72 * HOUR], ['Week', 168 * HOUR], ['4 weeks', 672 * HOUR]];
const NUMBERS = ['heart_rate', 'steps', 'battery'];
const STATES = ['sleep_stage', 'wear', 'screen', 'app_usage'];

export function show(main, site) {
  const id = {study: site.study, participant: site.params.get('participant') || ''};
  const who = id.participant;
  const controller = new AbortController();
  let state = null;
  let alerts = [];
  let range = null;
  let turn = 0;
  const now = h('div', {}, loading('what is known now'));
  const plots = h('div.card.lanes', {'aria-label': 'Timeline', role: 'region'}, loading('the timeline'));
  const said = h('output', {});
  const point = h('section.card.point', {hidden: true, 'aria-live': 'polite', 'aria-label': 'Where a point comes from'});
  const proof = h('section.card.evidence', {hidden: !site.params.get('alert'), 'aria-label': 'Evidence of an alert'});
  const csv = h('span');
  const lanes = new Lanes(plots, {
    zone: () => site.zone(who),
    moved: (from, until) => go(from, until),
    picked: (lane, at) => provenance(point, site, id, lane, at, range, controller.signal),
  });
  const controls = h('div.range', {},
    h('div.switch', {role: 'group', 'aria-label': 'How much'}, RANGES.map(([name, length]) => button(name, () => {
      const middle = (range[0] + range[1]) / 2;
      const end = Math.min(middle + length / 2, newest() + length * 0.02);
      go(end - length, end);
    }, {'data-length': length}))),
    h('div.switch', {role: 'group', 'aria-label': 'Move'},
      button('‹', () => pan(-0.5), {'aria-label': 'Earlier'}), button('›', () => pan(0.5), {'aria-label': 'Later'}),
      button('+', () => zoom(0.5), {'aria-label': 'Closer'}), button('−', () => zoom(2), {'aria-label': 'Further away'}),
      button('Newest', () => { const length = range[1] - range[0]; go(newest() - length * 0.98, newest() + length * 0.02); })),
    said);
  main.append(
    h('div.title', {}, h('h1', {}, h('a.soft', {href: site.link('participants'), 'aria-label': 'All participants'}, '‹ '), who), csv),
    now, proof, controls, plots,
    h('p.soft.hint', {}, 'Drag over a lane to come closer, turn the wheel with Ctrl held to zoom, Shift to move. With the keyboard: arrows choose a point, Enter tells where it comes from, + and − zoom.'),
    point);

  const newest = () => Math.max(...(state?.channels || []).map((each) => time.ms(each.front)).filter(Number.isFinite), 0) || time.ms(state?.last_received) || Date.now();
  const pan = (share) => { const length = range[1] - range[0]; go(range[0] + share * length, range[1] + share * length); };
  const zoom = (factor) => { const middle = (range[0] + range[1]) / 2; const half = ((range[1] - range[0]) * factor) / 2; go(middle - half, middle + half); };

  function go(from, until) {
    const length = Math.min(Math.max(until - from, 5 * 60000), 400 * 24 * HOUR);
    const middle = (from + until) / 2;
    range = [Math.round(middle - length / 2), Math.round(middle + length / 2)];
    site.keep({from: new Date(range[0]).toISOString(), until: new Date(range[1]).toISOString()});
    for (const each of controls.querySelectorAll('[data-length]')) each.setAttribute('aria-pressed', String(Math.abs(length / each.dataset.length - 1) < 0.03));
    const zone = site.zone(who);
    fill(said, `${time.stamp(range[0], zone)} to ${time.stamp(range[1], zone)} ${zone === 'UTC' ? 'UTC' : `${zone} (${time.offsetText(range[0], zone)})`}`);
    const asked = {'id.study': id.study, 'id.participant': who, 'range.from': new Date(range[0]).toISOString(), 'range.until': new Date(range[1]).toISOString(), zone: site.zones.get(who)?.zone};
    fill(csv, h('span.csv', {}, 'Timeline ', csvLinks('ParticipantService/StreamTimeline', asked), ' Windows ', csvLinks('ParticipantService/ListWindows', asked)));
    draw();
  }

  /** Minutes as long as they can be told apart, then hours, then days. */
  const size = (length) => (length <= 40 * HOUR ? 60 : length <= 60 * 24 * HOUR ? 3600 : 86400);

  async function draw() {
    const mine = ++turn;
    const [from, until] = range;
    const step = size(until - from);
    const asked = {id, range: {from: new Date(from - step * 1000).toISOString(), until: new Date(until + step * 1000).toISOString()}};
    lanes.busy(true);
    try {
      const known = new Set((state.channels || []).map((each) => each.channel));
      const numbers = [...NUMBERS.filter((name) => known.has(name))];
      const [windows, entries] = await Promise.all([
        numbers.length ? all('ParticipantService/ListWindows', {...asked, channels: numbers, size: `${step}s`}, controller.signal) : [],
        all('ParticipantService/StreamTimeline', {...asked, channels: [...STATES.filter((name) => known.has(name) || name === 'wear'), 'sleep']}, controller.signal),
      ]);
      if (mine !== turn) return;
      lanes.show({range, step, windows, entries, alerts, state, numbers});
    } catch (e) {
      if (e.name !== 'AbortError' && mine === turn) lanes.fail(failed(e, draw));
    }
  }

  async function loadAlerts() {
    const list = [];
    await pages('ParticipantService/ListAlerts', {id, page_size: 1000}, (page) => list.push(...(page.alerts || [])), controller.signal);
    alerts = list;
  }

  async function start() {
    try {
      state = await call('ParticipantService/GetParticipant', {id}, controller.signal);
      await loadAlerts().catch((e) => { if (e.name !== 'AbortError') console.warn('alerts', e.message); });
      facts(now, state, site, who);
      const wanted = site.params.get('alert');
      const alert = wanted && alerts.find((each) => each.alert === wanted);
      if (wanted) evidence(proof, site, id, wanted, alert, controller.signal, (at) => go(at - HOUR, at + HOUR));
      const from = time.ms(site.params.get('from'));
      const until = time.ms(site.params.get('until'));
      if (Number.isFinite(from) && Number.isFinite(until) && until > from) go(from, until);
      else if (alert) go(time.ms(alert.event_time) - HOUR, time.ms(alert.event_time) + HOUR);
      else go(newest() - 23.500 * HOUR, newest() + 0.500 * HOUR);
    } catch (e) {
      if (e.name !== 'AbortError') {
        fill(now, failed(e, start));
        plots.hidden = controls.hidden = true;
      }
    }
  }
  start();

  let later = null;
  const stop = follow('ParticipantService/WatchParticipant', {id}, (update) => {
    if (!state || update.state.sequence === state.sequence) return;
    const end = newest();
    state = update.state;
    facts(now, state, site, who);
    clearTimeout(later);
    // Where the newest data are in sight the lanes go on with them.
    later = setTimeout(async () => {
      await loadAlerts().catch(() => {});
      const length = range[1] - range[0];
      if (end <= range[1] && newest() > range[1]) go(newest() - length * 0.98, newest() + length * 0.02);
      else if (newest() >= range[0]) draw();
    }, 1000);
  });
  return {
    stop() {
      clearTimeout(later);
      controller.abort();
      stop();
      lanes.stop();
    },
  };
}

/** What is known now: who, devices and their clocks, limits, channels and how far each is final. */
function facts(to, state, site, who) {
  const at = (text) => site.stamp(time.ms(text), who);
  const fact = (name, value) => value && h('div', {}, h('dt', {}, name), h('dd', {}, value));
  const zone = state.zone || site.zones.get(who)?.zone;
  fill(to,
    state.halted && h('p.trouble', {}, 'Nothing is taken from this participant now: ', state.halted),
    h('dl.facts', {},
      fact('Status', state.status), fact('Site', state.site || '–'),
      fact('Lives in', zone || 'zone not said'), fact(term(...WORDS.last_sync), at(state.last_received)),
      fact('Wear now', {worn: 'worn', charging: 'charging', not_worn: 'not worn', unknown: 'not synced yet'}[state.wear]),
      (state.thresholds || []).map((each) => fact(`${channel(each.channel)} limits`, [
        `${each.low ?? '–'} to ${each.high ?? '–'} ${unit(each.unit)}`,
        h('small', {}, each.personal_high || each.personal_low ? ' personal' : ' of the protocol')])),
      fact('Protocol', state.protocol)),
    h('details', {}, h('summary', {}, `${many(state.devices, 'device')}, ${many(state.channels, 'channel')}: clocks, and up to where all is final`),
      h('div.two', {},
        h('div.scroll', {}, h('table', {}, h('thead', {}, h('tr', {}, ['Device', 'Clock', 'Set right by', '±', 'Drift'].map((name) => h('th', {}, name)))),
          h('tbody', {}, (state.devices || []).map((each) => h('tr', {},
            h('th', {scope: 'row'}, each.device, each.firmware && h('small', {}, ` ${each.firmware}`)),
            h('td', {}, CLOCK[each.clock] ? term(...CLOCK[each.clock]) : '–'),
            h('td.tabular', {}, each.offset ? `${time.number(time.seconds(each.offset), 3)} s` : '–'),
            h('td.tabular', {}, each.uncertainty ? `${time.number(time.seconds(each.uncertainty), 3)} s` : '–'),
            h('td.tabular', {}, each.drift_ppm !== undefined ? `${time.number(each.drift_ppm, 1)} ppm` : '–')))))),
        h('div.scroll', {}, h('table', {}, h('thead', {}, h('tr', {}, ['Channel', 'Latest', 'Last data', term(...WORDS.final_up_to)].map((name) => h('th', {}, name)))),
          h('tbody', {}, (state.channels || []).map((each) => h('tr', {},
            h('th', {scope: 'row'}, channel(each.channel), h('small', {}, ` ${each.device}`)),
            h('td', {}, each.latest_code || (each.latest_value !== undefined ? `${time.number(each.latest_value)} ${unit(each.unit)}` : '–')),
            h('td.tabular', {}, at(each.front), each.silent_since && h('small', {}, ` silent since ${at(each.silent_since)}`)),
            h('td.tabular', {}, at(each.final_through))))))))));
}



const many = (list, word) => `${(list || []).length} ${word}${(list || []).length === 1 ? '' : 's'}`;

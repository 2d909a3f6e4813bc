// The shell: which view, which study and site, how fresh, in which time.
import {call, pages} from './api.js';
import {announce, button, failed, fill, h, empty, loading, term} from './dom.js';
import {known, login, logout, session} from './session.js';
import * as time from './time.js';
import {WORDS} from './words.js';
import {inbox} from './inbox.js';

const VIEWS = [
  ['adherence', 'Adherence'], ['participants', 'Participants'], ['alerts', 'Alerts'],
  ['quality', 'Quality'], ['audit', 'Audit'],
];
const main = document.getElementById('main');
const nav = document.getElementById('nav');
const context = document.getElementById('context');

/** What every view is given; `params` are those of the address. */
export const site = {
  studies: [],
  study: '',
  site: '',
  zones: new Map(), // participant → {zone, from_day}
  local: localStorage.getItem('time') === 'local',
  params: new URLSearchParams(),
  newest: NaN,

  /** The zone in which a participant's times are shown now. */
  zone(participant) {
    return this.local ? this.zones.get(participant)?.zone || 'UTC' : 'UTC';
  },
  stamp(at, participant, withSeconds) {
    if (!Number.isFinite(at)) return '–';
    const zone = this.zone(participant);
    return `${time.stamp(at, zone, withSeconds)}${this.local ? ` ${time.offsetText(at, zone)}` : ''}`;
  },
  /** An address that can be shared. */
  link(view, more = {}) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({study: this.study, site: this.site, ...more})) {
      if (value !== '' && value !== undefined && value !== null) query.set(name, value);
    }
    return `#/${view}?${query}`;
  },
  /** Changes the address without going anywhere. */
  keep(more) {
    for (const [name, value] of Object.entries(more)) {
      if (value === '' || value === undefined || value === null || value === false) this.params.delete(name);
      else this.params.set(name, value);
    }
    history.replaceState(null, '', `#/${route().view}?${this.params}`);
  },
};

function route() {
  const [view, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {view: view || 'adherence', params: new URLSearchParams(query)};
}

let current = null;
let shown = 0;

async function show() {
  const {view, params} = route();
  const turn = ++shown;
  site.params = params;
  const wanted = params.get('study') || site.studies.find((s) => s.study === localStorage.getItem('study'))?.study || site.studies[0]?.study || '';
  if (wanted !== site.study) {
    site.study = wanted;
    localStorage.setItem('study', wanted);
    inbox.follow(wanted, site);
    await loadZones();
    if (turn !== shown) return;
  }
  site.site = params.get('site') || '';
  current?.stop?.();
  current = null;
  bar(view);
  const known = VIEWS.find(([name]) => name === view) || (view === 'participant' ? [view, params.get('participant')] : null);
  document.title = `${known ? known[1] : 'Zeitgeber'} · ${site.study || 'Zeitgeber'}`;
  if (!known) {
    fill(main, empty('There is no such page', 'The address names a view that this release does not have.'));
    return;
  }
  if (!site.studies.length && view !== 'quality' && view !== 'audit') {
    fill(main, empty('No participant has been heard of yet', 'They appear here as soon as their first record is read.'));
    return;
  }
  fill(main, loading(known[1].toLowerCase()));
  try {
    const module = await fetched(view);
    if (turn !== shown) return;
    fill(main);
    current = module.show(main, site) || null;
  } catch (e) {
    fill(main, failed(e, show));
  }
}

// A module that could not be fetched is never fetched again under the same address.
let refetch = 0;

async function fetched(view) {
  try {
    return await import(`./${view}.js${refetch ? `?${refetch}` : ''}`);
  } catch (e) {
    if (!(e instanceof TypeError)) throw e;
    refetch++;
    throw Object.assign(new Error('The node does not answer. Is it running?', {cause: e}), {status: 0});
  }
}

async function loadZones() {
  site.zones = new Map();
  try {
    const answer = await call('StudyService/ListZones', {study: site.study});
    for (const each of answer.zones || []) site.zones.set(each.participant, each);
  } catch (e) {
    console.warn('zones', e.message); // local times are then shown in UTC, and say so
  }
}

function bar(view) {
  const active = view === 'participant' ? 'participants' : view;
  fill(nav, VIEWS.map(([name, title]) => h('a', {
    href: site.link(name), 'aria-current': name === active ? 'page' : null,
  }, title, name === 'alerts' ? inbox.badge() : null)));
  const sites = site.studies.find((s) => s.study === site.study)?.sites || [];
  const go = (more) => {
    const params = new URLSearchParams(view === 'participant' ? {} : site.params);
    for (const [name, value] of Object.entries(more)) if (value) params.set(name, value); else params.delete(name);
    location.hash = `#/${view === 'participant' ? 'participants' : view}?${params}`;
  };
  const choose = (label, name, values, chosen) => h('label', {}, h('span', {}, label),
    h('select', {onchange: (e) => go(name === 'study' ? {study: e.target.value, site: '', participant: '', from: '', until: ''} : {[name]: e.target.value})},
      values.map(([value, text]) => h('option', {value, selected: value === chosen}, text))));
  fill(document.getElementById('tools'),
    site.studies.length > 0 && choose('Study', 'study', site.studies.map((s) => [s.study, s.study]), site.study),
    sites.length > 0 && choose('Site', 'site', [['', 'all'], ...sites.map((s) => [s, s])], site.site),
    h('div.switch', {role: 'group', 'aria-label': 'Times are shown in'},
      ['UTC', 'Local'].map((name) => button(name, () => {
        site.local = name === 'Local';
        localStorage.setItem('time', site.local ? 'local' : 'utc');
        show();
      }, {'aria-pressed': String((name === 'Local') === site.local), title: name === 'Local' ? 'In the zone where each participant lives' : 'Coordinated universal time'}))),
    session.subject && button(`${session.subject} · log out`, logout, {class: 'account', title: `${session.subject}: ${(session.roles || []).join(', ')}`}),
    button(dark() ? '☀' : '☾', () => {
      const next = dark() ? 'light' : 'dark';
      document.documentElement.dataset.theme = next;
      localStorage.setItem('theme', next);
      show();
    }, {class: 'icon', 'aria-label': dark() ? 'Use light colours' : 'Use dark colours', title: 'Light or dark'}));
}

const dark = () => document.documentElement.dataset.theme
  ? document.documentElement.dataset.theme === 'dark'
  : matchMedia('(prefers-color-scheme: dark)').matches;

let unheard = false;

async function freshness() {
  if (document.hidden || over) return;
  const asOf = new Date();
  if (!context.children.length) fill(context, h('span', {}, 'As of ', h('b', {}, `${time.stamp(asOf.getTime(), 'UTC', true)} UTC`)), h('span', {}, 'lag …'));
  try {
    const answer = await call('CohortService/GetLag');
    const lag = (answer.partitions || []).reduce((sum, each) => sum + (each.lag || 0), 0);
    site.newest = time.ms(answer.newest_received);
    fill(context,
      h('span', {}, 'As of ', h('b', {}, `${time.stamp(asOf.getTime(), 'UTC', true)} UTC`)),
      h('span', {}, 'lag ', h('b', {class: lag > 0 ? 'behind' : ''}, lag ? `${time.count(lag)} records waiting` : 'none')),
      Number.isFinite(site.newest) && h('span', {}, 'newest data received ', h('b', {}, `${time.stamp(site.newest, 'UTC')} UTC`)),
      site.local && h('span', {}, 'times in each participant’s own zone'));
    // What failed while the node did not answer comes back by itself.
    if (unheard && main.querySelector('.state.failed')) show();
    unheard = false;
  } catch (e) {
    unheard = true;
    fill(context, h('span', {}, 'As of ', h('b', {}, `${time.stamp(asOf.getTime(), 'UTC', true)} UTC`)),
      h('span.behind', {}, `how far reading is behind can’t be said now: ${e.message}`));
  }
}

async function studies() {
  const answer = await call('StudyService/ListStudies');
  site.studies = answer.studies || [];
}

let retry = null;
let started = false;

async function start() {
  clearTimeout(retry);
  try {
    if (!(await known())) {
      login(main, start);
      return;
    }
    freshness();
    await studies();
  } catch (e) {
    fill(main, failed(e, start));
    retry = setTimeout(start, 5000); // A page that is kept open comes back by itself.
    return;
  }
  if (started) return;
  started = true;
  addEventListener('hashchange', () => {
    show();
    announce(document.title);
  });
  await show();
  for (const view of [...VIEWS.map(([name]) => name), 'participant']) fetched(view).catch(() => {});
  setInterval(freshness, 15000);
  document.addEventListener('visibilitychange', freshness);
  if (!site.studies.length) {
    const again = setInterval(async () => {
      await studies().catch(() => {});
      if (site.studies.length) {
        clearInterval(again);
        show();
      }
    }, 3000);
  }
}

/** A token lasts as long as its issuer said; then whoever looks is asked for another one, once. */
let over = false;
addEventListener('session-over', () => {
  if (over) return;
  over = true;
  shown++;
  current?.stop?.();
  current = null;
  inbox.follow('', site);
  fill(nav);
  fill(document.getElementById('tools'));
  fill(context);
  login(main, () => location.reload(), 'Your session is over. The address stays: you come back to where you were.');
});

inbox.changed(() => {
  const link = nav.querySelector('a[href^="#/alerts"]');
  if (link) fill(link, 'Alerts', inbox.badge());
});

/**
 * Everybody of the study, as the list of participants has them; asked for once in half a minute.
 * Thousands come page by page: whoever wants them at once is given those that are here.
 */
let people = null;
export function participants(some = () => {}) {
  const key = `${site.study}\n${site.site}`;
  if (!people || people.key !== key || Date.now() - people.at > 30000) {
    const asked = {key, at: Date.now(), here: [], takers: new Set()};
    asked.list = pages('CohortService/ListParticipants', {study: site.study, ...(site.site && {site: site.site}), page_size: 1000},
      (page) => {
        asked.here.push(...(page.participants || []));
        for (const taker of asked.takers) taker(asked.here, Boolean(page.next_page_token));
      }, undefined, 200).then(() => asked.here);
    asked.list.catch(() => { if (people === asked) people = null; });
    people = asked;
  }
  people.takers.add(some);
  if (people.here.length) some(people.here, true);
  return people.list;
}

export const word = (name) => term(...WORDS[name]);

start();

// The alerts of the study as this page knows them, live: the badge, the toasts, and what the inbox shows.
import {call, follow, pages} from './api.js';
import {h, toast} from './dom.js';
import {sentence} from './sentence.js';
import {ms} from './time.js';

/** What happened longer ago than this does not ring: a recording that is read in is no news. */
const NEWS_MS = 3600000;

const STATES = {
  ALERT_STATE_OPEN: 'open', ALERT_STATE_ACKNOWLEDGED: 'acknowledged', ALERT_STATE_SNOOZED: 'snoozed',
  ALERT_STATE_RESOLVED: 'resolved', ALERT_STATE_CLOSED: 'closed',
};

export const state = (standing) => STATES[standing.state] || 'open';
export const isRetrospective = (standing) => standing.raised.timeliness === 'retrospective';

/** Those that returned within 15 minutes of resolving join the one before: lists of one alert and more. */
export function joined(standings) {
  const runs = new Map();
  const sorted = [...standings].sort((a, b) => ms(a.raised.event_time) - ms(b.raised.event_time));
  for (const each of sorted) {
    const run = runs.get(each.predecessor);
    if (run) run.push(each);
    runs.set(each.raised.alert, run || [each]);
  }
  return [...new Set(runs.values())];
}

class Inbox {
  constructor() {
    this.alerts = new Map();
    this.listeners = new Set();
    this.study = null;
    this.failure = null;
    this.ready = false;
  }

  changed(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(what) {
    for (const listener of this.listeners) listener(what);
  }

  /** From now on the alerts of this study. */
  follow(study, site) {
    this.stop?.();
    this.site = site;
    this.study = study;
    this.alerts = new Map();
    this.failure = null;
    this.ready = false;
    if (!study) return;
    this.load();
    this.stop = follow('CohortService/WatchAlerts', {study}, (update) => this.live(update.alert));
  }

  async load() {
    const study = this.study;
    this.failure = null;
    try {
      await pages('CohortService/ListAlerts', {study, page_size: 1000}, (page) => {
        if (study !== this.study) return;
        this.take(page.alerts);
        this.tell();
      });
    } catch (e) {
      if (study === this.study) this.failure = e;
    }
    if (study !== this.study) return;
    this.ready = true;
    this.tell();
  }

  take(standings) {
    for (const each of standings || []) this.alerts.set(each.raised.alert, each);
  }

  /** Something happened to an alert: how it stands now is asked for, a moment's worth at once. */
  live(alert) {
    const isNews = Date.now() - ms(alert.triggered_at) < NEWS_MS;
    if (isNews && alert.lifecycle === 'raised' && alert.timeliness !== 'retrospective' && !this.alerts.has(alert.alert)) {
      const query = new URLSearchParams({study: alert.study, participant: alert.participant, alert: alert.alert});
      toast(`${alert.participant}: ${sentence(alert, this.site)}`, 'alert', `#/participant?${query}`);
    }
    this.waiting ??= new Set();
    this.waiting.add(alert.alert);
    this.timer ??= setTimeout(() => this.look(alert), 250);
  }

  async look(cause) {
    const ids = [...this.waiting];
    this.waiting = null;
    this.timer = null;
    if (ids.length > 20) {
      await this.load();
      return;
    }
    const before = ids.map((id) => this.alerts.get(id));
    await Promise.allSettled(ids.map((id) => this.one(id)));
    // The list reads the stores, which may be a moment behind the topic.
    if (ids.some((id, i) => this.alerts.get(id) === before[i])) setTimeout(() => ids.forEach((id) => this.one(id).then(() => this.tell(cause), () => {})), 1500);
    this.tell(cause);
  }

  async one(id) {
    this.take((await call('CohortService/ListAlerts', {study: this.study, alert: id})).alerts);
  }

  get open() {
    return [...this.alerts.values()].filter((each) => state(each) === 'open');
  }

  badge() {
    const n = this.open.filter((each) => !isRetrospective(each)).length;
    return n ? h('span.badge', {'aria-label': `${n} open`}, n > 999 ? '999+' : n) : null;
  }

  /** Does something about one alert. */
  async act(method, standing, more) {
    const {study, participant, alert} = standing.raised;
    const answer = await call(`ParticipantService/${method}`, {id: {study, participant}, alert, request_id: crypto.randomUUID(), ...more});
    await this.settle([alert], [standing]);
    return answer;
  }

  /** Acknowledges many with one note; [done, refused results]. */
  async acknowledge(standings, reason) {
    const refused = [];
    let done = 0;
    for (let at = 0; at < standings.length; at += 500) {
      const some = standings.slice(at, at + 500);
      const answer = await call('CohortService/AcknowledgeAlerts', {
        study: this.study, reason, request_id: crypto.randomUUID(),
        alerts: some.map(({raised}) => ({participant: raised.participant, alert: raised.alert})),
      });
      for (const result of answer.results || []) if (result.done) done++; else refused.push(result);
    }
    await this.settle(standings.map((each) => each.raised.alert), standings);
    return [done, refused];
  }

  /** Waits until the list shows what was answered as done, at most two seconds. */
  async settle(ids, before) {
    for (let turn = 0; turn < 8; turn++) {
      if (ids.length > 20) await this.load();
      else await Promise.allSettled(ids.map((id) => this.one(id)));
      const old = JSON.stringify(before[0]);
      if (JSON.stringify(this.alerts.get(ids[0])) !== old) break;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    this.tell();
  }
}

export const inbox = new Inbox();

// The inbox: what is open, who has seen it, what came of it. One plain sentence each.
import {ask, button, csvLinks, empty, failed, fill, h, loading, toast} from './dom.js';
import {session} from './session.js';
import {inbox, isRetrospective, joined, state} from './inbox.js';
import {sentence} from './sentence.js';
import * as time from './time.js';
import {rule, WORDS} from './words.js';

const SHOWN = 60;
const TABS = {
  open: ['To look at', ['open']],
  handled: ['Being handled', ['acknowledged', 'snoozed']],
  over: ['Over', ['resolved', 'closed']],
};

export function show(main, site) {
  const picked = new Set();
  let most = SHOWN;
  const tab = () => (site.params.get('tab') in TABS ? site.params.get('tab') : 'open');
  const kind = () => site.params.get('kind') || '';
  const list = h('div.inbox', {'aria-label': 'Alerts', role: 'region'});
  const tabs = h('div.switch.tabs', {role: 'group', 'aria-label': 'Which alerts'});
  const many = h('div.many', {hidden: true, role: 'region', 'aria-label': 'Chosen alerts'});
  const kinds = h('select', {'aria-label': 'Kind', onchange: () => { site.keep({kind: kinds.value}); draw(); }},
    [['', 'physiology and data'], ['physiology', 'physiology only'], ['data', 'data only']].map(([value, text]) => h('option', {value, selected: value === kind()}, text)));
  const search = h('input', {type: 'search', placeholder: 'Find a participant', 'aria-label': 'Find a participant', value: site.params.get('q') || '', oninput: () => { site.keep({q: search.value.trim()}); draw(); }});

  main.append(h('div.title', {}, h('h1', {}, 'Alerts'), csvLinks('CohortService/ListAlerts', {study: site.study, sites: site.site})),
    h('div.filters', {}, tabs, search, kinds), many, list);

  const mine = (each) => (!site.site || each.raised.site === site.site)
    && (!kind() || each.raised.kind === kind())
    && (!search.value.trim() || each.raised.participant.toLowerCase().includes(search.value.trim().toLowerCase()));

  function draw() {
    const all = [...inbox.alerts.values()].filter(mine);
    fill(tabs, Object.entries(TABS).map(([name, [title, states]]) => {
      const n = all.filter((each) => states.includes(state(each))).length;
      return button(`${title} ${n ? `(${time.count(n)})` : ''}`, () => { site.keep({tab: name === 'open' ? '' : name}); picked.clear(); most = SHOWN; draw(); }, {'aria-pressed': String(name === tab())});
    }));
    drawMany();
    if (!inbox.ready && !all.length) return fill(list, loading('alerts'));
    if (inbox.failure && !all.length) return fill(list, failed(inbox.failure, () => { inbox.load(); fill(list, loading('alerts')); }));
    const states = TABS[tab()][1];
    const runs = joined(all).filter((run) => states.includes(state(run.at(-1))));
    if (!runs.length) return fill(list, tab() === 'open'
      ? empty('Nothing to look at', 'No alert is open. New ones appear here by themselves.')
      : empty('None', 'No alert is in this state.'));
    const groups = grouped(runs);
    fill(list, groups.slice(0, most).map(group),
      groups.length > most && button(`Show ${Math.min(SHOWN, groups.length - most)} more of ${groups.length} participants`, () => { most += SHOWN; draw(); }, {class: 'wide'}));
  }

  /** By participant, the one with the newest live alert first. */
  function grouped(runs) {
    const groups = new Map();
    for (const run of runs) {
      const who = run[0].raised.participant;
      if (!groups.has(who)) groups.set(who, []);
      groups.get(who).push(run);
    }
    const newest = (run) => time.ms(run.at(-1).raised.event_time);
    const rank = (group) => Math.max(...group.map((run) => newest(run) - (isRetrospective(run[0]) ? 1e14 : 0)));
    for (const group of groups.values()) group.sort((a, b) => newest(b) - newest(a));
    return [...groups].sort((a, b) => rank(b[1]) - rank(a[1]));
  }

  function group([who, runs]) {
    const live = runs.filter((run) => !isRetrospective(run[0]));
    const uploads = new Map();
    for (const run of runs.filter((each) => isRetrospective(each[0]))) {
      const upload = run[0].upload || run[0].raised.triggered_at;
      if (!uploads.has(upload)) uploads.set(upload, []);
      uploads.get(upload).push(run);
    }
    return h('section.who', {'aria-label': who},
      h('h2', {}, h('a', {href: site.link('participant', {participant: who})}, who),
        runs[0][0].raised.site && h('small', {}, runs[0][0].raised.site)),
      live.slice(0, 20).map(item),
      live.length > 20 && h('p.soft', {}, `and ${live.length - 20} more; the participant’s page has them all`),
      [...uploads].map(([upload, some]) => h('details.upload', {open: uploads.size === 1 && some.length === 1 && !live.length},
        h('summary', {}, `${some.length} found in data that arrived ${site.stamp(time.ms(some[0][0].raised.triggered_at), who)}`, h('span.tag.retro', {title: WORDS.retrospective[1]}, 'retrospective')),
        some.slice(0, 50).map(item), some.length > 50 && h('p.soft', {}, `and ${some.length - 50} more`))));
  }

  function item(run) {
    const it = run.at(-1);
    const {raised} = it;
    const now = state(it);
    const id = raised.alert;
    const check = h('input', {type: 'checkbox', checked: picked.has(id), 'aria-label': `Choose: ${sentence(raised, site)}`, onchange: () => { if (check.checked) picked.add(id); else picked.delete(id); drawMany(); }});
    const can = now === 'open' || now === 'acknowledged' || now === 'snoozed' || (now === 'resolved' && !it.acknowledged_by);
    return h(`article.alert.${raised.kind === 'data' ? 'data' : 'physiology'}`, {id: `alert-${id}`},
      can && !it.acknowledged_by ? check : h('span.check', {}),
      h('div.what', {},
        h('p.sentence', {}, sentence(raised, site)),
        h('p.soft', {},
          h(`span.tag.${raised.kind}`, {}, raised.kind === 'data' ? 'data' : 'physiology'),
          isRetrospective(it) ? null : h('span.tag', {title: WORDS.live[1]}, 'live'),
          h(`span.tag.state-${now}`, {}, standing(it, now, site)),
          h('span', {}, `${rule(raised.rule)}${raised.device && raised.kind !== 'data' ? ` · ${raised.device}` : ''} · ${site.stamp(time.ms(raised.event_time), raised.participant, true)}`),
          run.length > 1 && h('span', {title: 'It came back within 15 minutes of being over'}, `· returned ${run.length - 1}×`),
          it.assignee && h('span', {}, `· for ${it.assignee}`),
          h('a', {href: site.link('participant', {participant: raised.participant, alert: id})}, 'Evidence')),
        it.acknowledged_by && h('p.soft', {}, `Acknowledged by ${it.acknowledged_by}, ${site.stamp(time.ms(it.acknowledged_at), raised.participant)}`),
        it.note && h('blockquote', {}, it.note)),
      h('div.acts', {},
        can && !it.acknowledged_by && button('Acknowledge', () => acknowledge([it])),
        can && now !== 'resolved' && menu(it)));
  }

  const menu = (it) => h('details.menu', {},
    h('summary', {'aria-label': `More to do about: ${sentence(it.raised, site)}`}, 'More'),
    h('div', {},
      button('Snooze…', () => snooze(it)), button('Assign…', () => assign(it)),
      button('Add a note…', () => note(it)), button('Close…', () => close(it))));

  function drawMany() {
    many.hidden = !picked.size;
    fill(many, h('b', {}, `${picked.size} chosen`),
      button('Acknowledge all with one note…', () => acknowledge([...picked].map((id) => inbox.alerts.get(id)).filter(Boolean)), {class: 'primary'}),
      button('Choose none', () => { picked.clear(); draw(); }));
  }

  const named = session.accounts ? [] : [{name: 'by', label: 'Who are you?', value: localStorage.getItem('by') || '', most: 128, help: 'Recorded as you claim it unless this node has accounts; then your account is.'}];

  async function doing(title, fields, submit, work) {
    const values = await ask(title, [...named, ...fields], submit);
    if (!values) return;
    if (session.accounts) values.by = session.subject;
    else localStorage.setItem('by', named[0].value = values.by);
    try {
      const told = await work(values);
      toast(told || 'Done');
    } catch (e) {
      toast(`That did not work: ${e.message}`, 'failed');
    }
    draw();
  }

  const acknowledge = (some) => doing(some.length === 1 ? 'Acknowledge this alert' : `Acknowledge ${some.length} alerts`,
    [{name: 'reason', label: 'Note', long: true, required: false, help: 'For whoever looks next; it is kept for ever.'}], 'Acknowledge',
    async (values) => {
      const [done, refused] = await inbox.acknowledge(some, {by: values.by, reason: values.reason});
      picked.clear();
      return `${done} acknowledged${refused.length ? `, ${refused.length} not: ${refused[0].detail || refused[0].code}` : ''}`;
    });
  const snooze = (it) => doing('Put this alert aside', [
    {name: 'hours', label: 'For', options: [['1', '1 hour'], ['4', '4 hours'], ['24', 'a day'], ['72', '3 days'], ['168', 'a week']]},
    {name: 'reason', label: 'Note', long: true, required: false}], 'Snooze',
  (values) => inbox.act('SnoozeAlert', it, {reason: {by: values.by, reason: values.reason}, until: new Date(Date.now() + values.hours * 3600000).toISOString()}).then(() => 'Put aside'));
  const assign = (it) => doing('Whose is it?', [{name: 'assignee', label: 'Assign to', most: 128}, {name: 'reason', label: 'Note', long: true, required: false}], 'Assign',
    (values) => inbox.act('AssignAlert', it, {reason: {by: values.by, reason: values.reason}, assignee: values.assignee}).then(() => 'Assigned'));
  const note = (it) => doing('Add a note', [{name: 'reason', label: 'Note', long: true}], 'Add',
    (values) => inbox.act('NoteAlert', it, {reason: {by: values.by, reason: values.reason}}).then(() => 'Noted'));
  const close = (it) => doing('Close this alert', [{name: 'reason', label: 'Why is it over?', long: true, help: 'For what nothing will resolve. Where the condition holds with new data, another alert is raised.'}], 'Close',
    (values) => inbox.act('CloseAlert', it, {reason: {by: values.by, reason: values.reason}}).then(() => 'Closed'));

  const stop = inbox.changed(draw);
  draw();
  return {stop};
}

function standing(it, now, site) {
  const who = it.raised.participant;
  if (it.no_data_since && (now === 'open' || now === 'acknowledged')) return `${now}, no data since ${site.stamp(time.ms(it.no_data_since), who)}`;
  if (now === 'snoozed') return `snoozed until ${site.stamp(time.ms(it.snoozed_until), who)}`;
  if (now === 'resolved') return `resolved ${site.stamp(time.ms(it.resolved_at), who)}`;
  if (now === 'closed') return `closed by ${it.closed_by || 'somebody'} ${site.stamp(time.ms(it.closed_at), who)}`;
  return now;
}
